// In: a receipt as it came, and what was sent. Out: the receipt. Refuses one that is not signed by the registry, or not about these very bytes.
import { err, ok, type Refusal, refusal, type Result, utf8 } from '@longview/foundation';
import type { PublicJwk } from '@longview/nest-identity';
import { type Receipt, type RecordOutcome, verifyDetached } from '@longview/wire';
import { isObject } from '../network/answer.ts';

export type ReceiptCode = 'RECEIPT_MALFORMED' | 'RECEIPT_NOT_SIGNED' | 'RECEIPT_OF_ANOTHER';

export interface Sent {
  readonly id: string;
  readonly bodyHash: string;
  /** Keys of the records sent. */
  readonly keys: ReadonlySet<string>;
}

const OUTCOMES: Readonly<Record<RecordOutcome, true>> = {
  ACCEPTED: true,
  UPDATED: true,
  UNCHANGED: true,
  WITHDRAWN: true,
  REFUSED: true,
};

/** @param text canonical JSON of the receipt: the very bytes that are signed. */
export async function checkReceipt(
  text: string,
  signature: string,
  sent: Sent,
  registryKey: PublicJwk,
): Promise<Result<Receipt, Refusal<ReceiptCode>>> {
  const signed = await verifyDetached(signature, utf8(text), 'longview-receipt+jws', { ...registryKey });
  if (!signed.ok)
    return err(refusal('RECEIPT_NOT_SIGNED', 'The receipt is not signed with the key that the federation publishes.'));
  const receipt = parse(text);
  if (!isReceipt(receipt)) return err(refusal('RECEIPT_MALFORMED', 'The registry’s receipt is not one of version 1.'));
  if (receipt.submission !== sent.id || receipt.bodyHash !== sent.bodyHash)
    return err(refusal('RECEIPT_OF_ANOTHER', 'The receipt is about other bytes than those that were sent.'));
  const told = new Set(receipt.records.map(({ key }) => key));
  const same = told.size === receipt.records.length && told.size === sent.keys.size;
  return same && [...told].every((key) => sent.keys.has(key))
    ? ok(receipt)
    : err(refusal('RECEIPT_OF_ANOTHER', 'The receipt does not tell of each record that was sent once.'));
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isReceipt(value: unknown): value is Receipt {
  return (
    isObject(value) &&
    value['version'] === 1 &&
    ['submission', 'bodyHash', 'receivedAt', 'leafHash'].every((name) => typeof value[name] === 'string') &&
    Array.isArray(value['records']) &&
    value['records'].every(
      (record) =>
        isObject(record) &&
        typeof record['key'] === 'string' &&
        Object.hasOwn(OUTCOMES, String(record['outcome'])) &&
        Array.isArray(record['problems']) &&
        record['problems'].every(isProblem),
    )
  );
}

const isProblem = (value: unknown): boolean =>
  isObject(value) &&
  ['rule', 'message', 'mend'].every((name) => typeof value[name] === 'string') &&
  (value['severity'] === 'error' || value['severity'] === 'query') &&
  (value['field'] === undefined || value['field'] === null || typeof value['field'] === 'string');
