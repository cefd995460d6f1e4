// In: whatever was thrown. Out: what a data manager can do about it, when the ledger could not be read or written; undefined for a fault of ours.
import { type Refusal, refusal } from '@longview/foundation';

export type LedgerFaultCode = 'DISK_FULL' | 'LEDGER_NOT_WRITABLE' | 'LEDGER_BUSY' | 'LEDGER_DAMAGED';

const SAFE = 'Nothing that was acknowledged is lost, and what is queued goes out again with the same bytes.';

/** SQLite's result codes (sqlite.org/rescode.html), without their extensions. */
const CODES: Readonly<Record<number, readonly [code: LedgerFaultCode, message: (place: string) => string]>> = {
  5: [
    'LEDGER_BUSY',
    (place) =>
      `Another program holds the ledger in ${place}. Wait until it has ended, then run the same command again.`,
  ],
  8: [
    'LEDGER_NOT_WRITABLE',
    (place) =>
      `The ledger in ${place} may not be written. Give its files back to the account of the agent, then run the same command again. ${SAFE}`,
  ],
  10: [
    'LEDGER_NOT_WRITABLE',
    (place) =>
      `The disk under ${place} does not take or give data: look at the system's log. Do not copy over it; then run the same command again. ${SAFE}`,
  ],
  11: [
    'LEDGER_DAMAGED',
    (place) =>
      `The ledger in ${place} is damaged. Stop the agent, keep the folder, and restore ledger and site key from the same backup.`,
  ],
  13: [
    'DISK_FULL',
    (place) => `The disk under ${place} is full. Make room on it, then run the same command again. ${SAFE}`,
  ],
  14: [
    'LEDGER_NOT_WRITABLE',
    (place) =>
      `The ledger in ${place} cannot be opened. Check that the folder is there and belongs to the account of the agent.`,
  ],
  26: [
    'LEDGER_DAMAGED',
    (place) =>
      `The file ledger.sqlite in ${place} is no ledger. Keep it, and restore ledger and site key from the same backup.`,
  ],
};

/** @param place the folder of the agent's state. */
export function ledgerFault(fault: unknown, place: string): Refusal<LedgerFaultCode> | undefined {
  const { code, errcode } = (fault ?? {}) as { code?: unknown; errcode?: unknown };
  if (code === 'ENOSPC' || code === 'EDQUOT') return refusal('DISK_FULL', CODES[13]?.[1](place) ?? '');
  if (code !== 'ERR_SQLITE_ERROR' || typeof errcode !== 'number') return undefined;
  const known = CODES[errcode & 0xff];
  return known && refusal(known[0], known[1](place));
}
