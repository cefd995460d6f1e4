// In: a question to the registry about its log. Out: what it shows. Throws when there is no answer that could be one.
import { fromHex, utf8 } from '@longview/foundation';
import { isObject, type JsonObject, jsonOf } from '../network/answer.ts';
import type { Service, SignedCall } from '../network/signed-call.ts';

export interface LogDoor {
  /** The newest signed checkpoint, as a note. */
  checkpoint(): Promise<string>;
  consistencyProof(from: number, to: number): Promise<readonly Uint8Array[]>;
  /** Hands the note with this witness's signature line to the log. */
  cosign(note: string): Promise<CosignatureTaken>;
}

export interface CosignatureTaken {
  /** Names of the witnesses whose lines were taken. */
  readonly accepted: readonly string[];
}

/** The log did not answer the question; nothing follows from that but to ask again. */
export class NoLogAnswer extends Error {
  constructor(message: string) {
    super(`The registry's log ${message}`);
    this.name = 'NoLogAnswer';
  }
}

const REFUSAL = '... on Refusal { message }';
const CHECKPOINT = `query Checkpoint { checkpoint { ... on Checkpoint { note } ${REFUSAL} } }`;
const PROOF = `query ConsistencyProof($from: Int!, $to: Int!) {
  consistencyProof(from: $from, to: $to) { ... on ConsistencyProof { hashes } ${REFUSAL} }
}`;
const COSIGN = `mutation Cosign($note: String!) { cosign(note: $note) { ... on Cosigned { accepted } ${REFUSAL} } }`;

export function logDoor(call: SignedCall, registry: Service): LogDoor {
  async function ask(query: string, variables: JsonObject, field: string): Promise<JsonObject> {
    const answer = await call(registry, '/graphql', utf8(JSON.stringify({ query, variables })));
    const body = jsonOf(answer);
    const data = isObject(body?.['data']) ? body['data'][field] : undefined;
    if (isObject(data) && data['message'] === undefined) return data;
    if (isObject(data)) throw new NoLogAnswer(`says: ${String(data['message'])}`);
    const [error] = Array.isArray(body?.['errors']) ? body['errors'] : [];
    throw new NoLogAnswer(isObject(error) ? `says: ${String(error['message'])}` : `answered ${answer.status}`);
  }
  return {
    async checkpoint() {
      const { note } = await ask(CHECKPOINT, {}, 'checkpoint');
      if (typeof note !== 'string') throw new NoLogAnswer('shows no checkpoint');
      return note;
    },
    async consistencyProof(from, to) {
      const { hashes } = await ask(PROOF, { from, to }, 'consistencyProof');
      if (!Array.isArray(hashes)) throw new NoLogAnswer('gives no proof');
      return hashes.map((hash) => hashOf(hash));
    },
    async cosign(note) {
      const { accepted } = await ask(COSIGN, { note }, 'cosign');
      if (!Array.isArray(accepted)) throw new NoLogAnswer('does not say what it took');
      return { accepted: accepted.map(String) };
    },
  };
}

function hashOf(hash: unknown): Uint8Array {
  try {
    return fromHex(String(hash));
  } catch {
    throw new NoLogAnswer('gives a proof that is not hexadecimal');
  }
}
