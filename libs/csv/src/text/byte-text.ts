// In: the bytes of a file. Out: the same as "byte text", one character a byte (0 to 255), and what encoding it is in.
// Quotes, delimiters and line ends are single bytes in UTF-8 and Windows-1252, so rows are found before they are decoded:
// a wrong byte then costs one row, not the file. UTF-16 is turned into UTF-8 on the way.

export const ENCODINGS = ['utf-8', 'windows-1252', 'utf-16le', 'utf-16be'] as const;
export type Encoding = (typeof ENCODINGS)[number];

export interface ByteText {
  /** Undefined: no mark and no declaration, so the rows decide between UTF-8 and Windows-1252. */
  readonly encoding: Encoding | undefined;
  /** What a byte order mark says. */
  readonly marked: Encoding | undefined;
  /** Up to 64 KiB from the start, for finding the headings. */
  readonly head: string;
  readonly chunks: AsyncIterable<string>;
  /** Closes the source when the chunks are not wanted. */
  close(): Promise<void>;
}

const HEAD = 65_536;

const toByteText = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');

/** The bytes that a byte text stands for. */
export const bytesOf = (text: string): Uint8Array => Buffer.from(text, 'latin1');

function markOf(head: Uint8Array): Encoding | undefined {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return 'utf-8';
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  return head[0] === 0xfe && head[1] === 0xff ? 'utf-16be' : undefined;
}

/** Headings are mostly ASCII: in UTF-16 without a mark, every other byte of the first line is zero. */
function guessUtf16(head: Uint8Array): Encoding | undefined {
  const sample = head.subarray(0, Math.min(head.length, 512) & ~1);
  let [even, odd] = [0, 0];
  for (let index = 0; index < sample.length; index += 2) {
    if (sample[index] === 0) even++;
    if (sample[index + 1] === 0) odd++;
  }
  const pairs = sample.length / 2;
  if (pairs < 2) return undefined;
  if (odd > pairs * 0.7 && even < pairs * 0.1) return 'utf-16le';
  return even > pairs * 0.7 && odd < pairs * 0.1 ? 'utf-16be' : undefined;
}

export async function openByteText(
  source: AsyncIterable<Uint8Array>,
  declared: Encoding | undefined,
): Promise<ByteText> {
  const iterator = source[Symbol.asyncIterator]();
  const first: Uint8Array[] = [];
  let length = 0;
  let ended = false;
  while (length < HEAD && !ended) {
    const next = await iterator.next();
    if (next.done) ended = true;
    else {
      first.push(next.value);
      length += next.value.length;
    }
  }
  const start = Buffer.concat(first);
  const marked = markOf(start);
  const encoding = declared ?? marked ?? guessUtf16(start);
  const body = marked === undefined ? start : start.subarray(marked === 'utf-8' ? 3 : 2);

  async function* rest(): AsyncGenerator<Uint8Array> {
    try {
      yield body;
      while (!ended) {
        const next = await iterator.next();
        if (next.done) ended = true;
        else yield next.value;
      }
    } finally {
      await iterator.return?.();
    }
  }
  const wide = encoding === 'utf-16le' || encoding === 'utf-16be';
  const convert = wide ? wideToByteText(encoding) : toByteText;
  const head = (wide ? wideToByteText(encoding) : toByteText)(body);
  // The line ends of old Macintosh programs: no line feed anywhere in the first 64 KiB.
  const oldLineEnds = head.includes('\r') && !head.includes('\n');
  const lines = (text: string): string => (oldLineEnds ? text.replaceAll('\r', '\n') : text);

  return {
    encoding,
    marked,
    head: lines(head),
    chunks: (async function* () {
      for await (const bytes of rest()) yield lines(convert(bytes));
    })(),
    async close() {
      await iterator.return?.();
    },
  };
}

const wideToByteText = (encoding: 'utf-16le' | 'utf-16be'): ((bytes: Uint8Array) => string) => {
  const decoder = new TextDecoder(encoding);
  return (bytes) => Buffer.from(decoder.decode(bytes, { stream: true }), 'utf8').toString('latin1');
};
