// In: built submissions. Out: the same, signed and in the queue, all in one transaction: from here on nothing is lost.
import { signDetached } from '@longview/wire';
import type { Queue } from '../ledger/index.ts';
import type { AgentIdentity } from '../network/signed-call.ts';
import type { Built } from './build.ts';

export async function enqueue(
  built: readonly Built[],
  queue: Queue,
  { kid, privateJwk }: AgentIdentity,
): Promise<void> {
  const signed = await Promise.all(
    built.map(async ({ submission, body, bodyHash, records }) => ({
      id: submission.id,
      body,
      bodyHash,
      signature: await signDetached(body, 'longview-submission+jws', kid, privateJwk),
      patients: submission.patients.length,
      records,
    })),
  );
  queue.add(signed);
}
