// In: blocks of whole lines, by message. Out: their digests, by message, in the same order.
import { parentPort } from 'node:worker_threads';
import { digestLines } from '../bundle/digest-lines.ts';
import { nativeSha256 } from './native-sha256.ts';

parentPort?.on('message', (lines: Uint8Array) => {
  const digest = digestLines(lines, nativeSha256);
  parentPort?.postMessage(digest, [digest.leaves.buffer as ArrayBuffer]);
});
