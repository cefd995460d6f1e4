// In: a submitted record and what this centre sent before under the same key. Out: what becomes of it. Pure; nothing is deleted by absence.
import { createHash } from 'node:crypto';
import type { Problem } from '@longview/dictionary';
import { canonicalJson } from '@longview/foundation';
import type { RecordOutcome } from '@longview/wire';
import type { Content } from './contract.ts';

export interface StoredVersion {
  readonly id: string;
  readonly patientId: string;
  readonly version: number;
  readonly type: string;
  readonly contentHash: string;
  readonly withdrawn: string | null;
}

export type Step =
  | {
      readonly outcome: Extract<RecordOutcome, 'ACCEPTED' | 'UPDATED' | 'WITHDRAWN'>;
      readonly version: number;
      readonly supersedes: string | undefined;
    }
  | { readonly outcome: 'MOVED'; readonly closing: number; readonly version: number; readonly supersedes: string }
  | { readonly outcome: 'UNCHANGED' }
  | { readonly outcome: 'REFUSED'; readonly problem: Problem };

/** SHA-256 over type, body and course key, hexadecimal: equal content gives an equal hash whatever the order of its members. */
export const contentHash = (type: string, body: unknown, course: string | undefined): string =>
  createHash('sha256').update(canonicalJson({ type, body, course })).digest('hex');

const refuse = (rule: string, message: string, mend: string): Step => ({
  outcome: 'REFUSED',
  problem: { rule, severity: 'error', message, mend },
});

/** @param mayMove two people of the centre have opened a move of this very record. */
export function nextVersion(
  content: Content,
  hash: string | undefined,
  patientId: string,
  stored: StoredVersion | undefined,
  mayMove: boolean,
): Step {
  const elsewhere = stored !== undefined && stored.patientId !== patientId;
  if (elsewhere && (!mayMove || 'withdraw' in content)) {
    return refuse(
      'R03',
      'this record was sent before for another patient',
      'If this patient is the right one, two people of your centre open a move (requestMove, then approveMove by the second), and you send the file again; if not, correct the patient.',
    );
  }
  if ('withdraw' in content) {
    if (!stored)
      return refuse('R04', 'there is no record of this key to withdraw', 'Check the key; nothing was changed.');
    if (stored.withdrawn !== null) return { outcome: 'UNCHANGED' };
    return { outcome: 'WITHDRAWN', version: stored.version + 1, supersedes: stored.id };
  }
  if (!stored) return { outcome: 'ACCEPTED', version: 1, supersedes: undefined };
  if (stored.type !== content.type) {
    return refuse(
      'R05',
      `this key was used before for a record of type ${stored.type}`,
      'Give records of different types different source ids.',
    );
  }
  if (elsewhere)
    return { outcome: 'MOVED', closing: stored.version + 1, version: stored.version + 2, supersedes: stored.id };
  if (stored.withdrawn === null && stored.contentHash === hash) return { outcome: 'UNCHANGED' };
  return { outcome: 'UPDATED', version: stored.version + 1, supersedes: stored.id };
}
