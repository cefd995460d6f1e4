// In: the state folder. Out: the request with which this agent enrolled, kept until nobody asks for it any more, and what to say while it waits.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fingerprintOf, readKeyRequest, type SignedKeyRequest } from '@longview/nest-identity';

export const pendingPath = (stateDir: string): string => join(stateDir, 'enrolment.json');

export function pendingEnrolment(stateDir: string): SignedKeyRequest | undefined {
  const path = pendingPath(stateDir);
  if (!existsSync(path)) return undefined;
  const read = readKeyRequest(readFileSync(path, 'utf8'));
  return read.ok ? read.value : undefined;
}

export const waitingWords = ({ request }: SignedKeyRequest): string =>
  `waiting for the federation to admit key ${request.kid} of ${request.centre}; read it this fingerprint: ${fingerprintOf(request)}`;
