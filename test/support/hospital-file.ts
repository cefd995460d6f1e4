// In: the bytes of one of the synthetic hospitals' files, or of the refused rows beside it. Out: its rows with their lines; and bytes again.
// Its own small reader: what the agent wrote is not judged by the agent's reader.
export interface HospitalRow {
  /** First line of the row, the heading line being 1. */
  readonly line: number;
  readonly cells: readonly string[];
}

export interface HospitalFile {
  readonly headings: readonly string[];
  readonly rows: readonly HospitalRow[];
}

/** By hospital, as test/fixtures/README.md describes them. */
const MANNERS = [
  { delimiter: ';', encoding: 'windows-1252' },
  { delimiter: ';', encoding: 'utf-8' },
  { delimiter: ',', encoding: 'utf-8' },
  { delimiter: '\t', encoding: 'utf-16le' },
] as const;

const mannerOf = (hospital: number) => {
  const manner = MANNERS[hospital - 1];
  if (!manner) throw new RangeError(`there is no hospital ${hospital}`);
  return manner;
};

export function readHospitalFile(bytes: Uint8Array, hospital: number): HospitalFile {
  const { delimiter, encoding } = mannerOf(hospital);
  const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
  const rows: HospitalRow[] = [];
  let [cells, cell, quoted, line, start]: [string[], string, boolean, number, number] = [[], '', false, 1, 1];
  for (let at = 0; at < text.length; at++) {
    const sign = text[at] as string;
    if (sign === '\n') line++;
    if (sign === '"') {
      if (quoted && text[at + 1] === '"') cell += text[++at];
      else quoted = !quoted;
    } else if (quoted || (sign !== delimiter && sign !== '\n')) cell += sign;
    else {
      cells.push(sign === '\n' ? cell.replace(/\r$/u, '') : cell);
      cell = '';
      if (sign === '\n') {
        rows.push({ line: start, cells });
        [cells, start] = [[], line];
      }
    }
  }
  if (cell !== '' || cells.length > 0 || quoted) throw new Error('the file ends inside a row');
  const [headings, ...body] = rows;
  return { headings: headings?.cells ?? [], rows: body };
}

/** Of characters that windows-1252 shares with ISO 8859-1, as the fixtures write. */
export function writeHospitalFile({ headings, rows }: HospitalFile, hospital: number): Uint8Array {
  const { delimiter, encoding } = mannerOf(hospital);
  const text = [headings, ...rows.map(({ cells }) => cells)]
    .map((cells) =>
      cells
        .map((cell) => (cell.includes(delimiter) || /["\r\n]/u.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell))
        .join(delimiter),
    )
    .map((line) => `${line}\r\n`)
    .join('');
  return encoding === 'utf-16le'
    ? Buffer.from(`\ufeff${text}`, 'utf16le')
    : Buffer.from(text, encoding === 'utf-8' ? 'utf8' : 'latin1');
}
