// In: many leaves as lines of text. Out: for each, the members that a verifier needs, at a few hundred nanoseconds a line. Leaves what is not plain to parseEnvelope.
import { ENVELOPE_MEMBERS, ENVELOPE_TEXT, closesIntent } from './envelope.ts';

export interface ScannedLine {
  readonly id: string;
  readonly kind: string;
  readonly intent: string | undefined;
  readonly detailHash: string | undefined;
  /** Offset just after the line's newline. */
  readonly next: number;
}

// Printable ASCII without quote and backslash: such text has one form only, so a match is canonical.
const PLAIN_TEXT = '"[ !#-\\[\\]-~]*"';
const CAPTURED = ['detailHash', 'id', 'intent', 'kind'];

const LINE = new RegExp(
  `\\{${Object.entries(ENVELOPE_MEMBERS)
    .toSorted(([left], [right]) => (left < right ? -1 : 1))
    .map(([key, { json, required }]) => {
      const plain = json.replaceAll(ENVELOPE_TEXT, PLAIN_TEXT);
      // A comma stands before every member but the first, which is required.
      const comma = key === 'activity' ? '' : ',';
      const value = CAPTURED.includes(key) ? `"(${plain.slice(1, -1)})"` : plain;
      const member = `${comma}"${key}":${value}`;
      return required ? member : `(?:${member})?`;
    })
    .join('')}\\}\\n`,
  'y',
);

/**
 * Reads the line that begins at `offset` of a text in which every byte is one character.
 * Undefined when it is not plain: it may still be an envelope, with an accent or an escape.
 */
export function scanLine(text: string, offset: number): ScannedLine | undefined {
  LINE.lastIndex = offset;
  const match = LINE.exec(text);
  if (!match) return undefined;
  // Captured in the canonical order of the members.
  const [, detailHash, id, intent, kind] = match;
  if (id === undefined || kind === undefined || (intent === undefined && closesIntent(kind))) return undefined;
  return { id, kind, intent, detailHash, next: LINE.lastIndex };
}
