// In: a selection. Out: its patients as packed bits, for the overlap audit, the log and "who saw me".
import type { Selection } from './selection.ts';

/** Bit p % 8 (least significant first) of byte p >> 3 stands for patient p. Length: the numbering's patients / 8, rounded up. */
export function bitmap({ frame, rows }: Selection): Uint8Array {
  const bits = new Uint8Array((frame.patients + 7) >> 3);
  for (const row of rows) {
    const patient = frame.patient[row] as number;
    bits[patient >> 3] = (bits[patient >> 3] as number) | (1 << (patient & 7));
  }
  return bits;
}

/** How many bits are set. */
export function populationCount(bits: Uint8Array): number {
  let count = 0;
  for (const byte of bits) count += BITS_SET[byte] as number;
  return count;
}

const BITS_SET = Uint8Array.from({ length: 256 }, (_, byte) => byte.toString(2).replaceAll('0', '').length);
