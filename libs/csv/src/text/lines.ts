// In: bytes. Out: lines with their number. Refuses a line that is too long or not UTF-8, and goes on with the next.

export type Line =
  | { readonly line: number; readonly text: string; readonly ended: boolean }
  | { readonly line: number; readonly fault: 'too-long' | 'not-utf-8' };

/** What is longer is no record. */
export const LONGEST_LINE = 1_048_576;
const LINE_FEED = 0x0a;

export async function* linesOf(bytes: AsyncIterable<Uint8Array>, longest = LONGEST_LINE): AsyncGenerator<Line> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let held: Uint8Array[] = [];
  let length = 0;
  let line = 1;

  function cut(last: Uint8Array, ended: boolean): Line {
    const number = line++;
    const parts = [...held, last];
    const tooLong = length + last.length > longest;
    held = [];
    length = 0;
    if (tooLong) return { line: number, fault: 'too-long' };
    try {
      return { line: number, text: decoder.decode(Buffer.concat(parts)), ended };
    } catch {
      return { line: number, fault: 'not-utf-8' };
    }
  }
  for await (const chunk of bytes) {
    let from = 0;
    for (let end = chunk.indexOf(LINE_FEED); end !== -1; from = end + 1, end = chunk.indexOf(LINE_FEED, from))
      yield cut(chunk.subarray(from, end), true);
    length += chunk.length - from;
    // Of a line that is too long only the length is kept.
    if (length > longest) held = [];
    else held.push(chunk.subarray(from));
  }
  if (length > 0) yield cut(new Uint8Array(), false);
}
