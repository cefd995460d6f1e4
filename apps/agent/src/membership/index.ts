// The room of the agent's place in the federation: its keys, and the newest signed file.
export { makeSecret, moveFile, replaceFile } from './durable-file.ts';
export { fetchFederation } from './fetch-federation.ts';
export { ensureKey, nextKeyPath, type PrivateJwk, publicHalf, readKey } from './key-file.ts';
export { Membership, type Place } from './membership.ts';
export { pendingEnrolment, pendingPath, waitingWords } from './pending.ts';
export { renewKey, type Renewal, takenOf } from './renew-key.ts';
