// In: the registry's address, the pinned key, the newest manifest known. Out: the text of a newer one that verifies. Refuses everything else: a
// registry can withhold a file, but neither make one nor bring an old one back.
import { type Clock, err, fromUtf8, ok, type Refusal, refusal, type Result } from '@longview/foundation';
import { type Federation, type FederationCheck, openFederation } from '@longview/nest-identity';
import { type Http, Unreachable } from '../network/http.ts';

export interface Fetched {
  readonly text: string;
  readonly manifest: Federation;
}

export async function fetchFederation(
  http: Http,
  registry: string,
  pinned: FederationCheck['pinned'],
  clock: Clock,
  knownIssued?: string,
): Promise<Result<Fetched, Refusal>> {
  let answer;
  try {
    answer = await http.get(`${registry.replace(/\/+$/, '')}/federation.json`);
  } catch (fault) {
    if (!(fault instanceof Unreachable)) throw fault;
    return err(refusal('NO_ANSWER', `The registry: ${fault.message}.`));
  }
  if (answer.status !== 200)
    return err(refusal('NO_ANSWER', `The registry answers ${answer.status} when it is asked for the federation file.`));
  let text;
  try {
    text = fromUtf8(answer.body);
  } catch {
    return err(refusal('NOT_JSON', 'What answers for the registry sends no federation file.'));
  }
  const opened = await openFederation({ text, pinned, clock, ...(knownIssued !== undefined && { knownIssued }) });
  return opened.ok ? ok({ text, manifest: opened.value }) : opened;
}
