// In: a plan of faults. Out: a registry and a pseudonymiser on loopback, real in what they verify and evaluate, faulty where the plan says.
// They exist for faults only: how the true services decide is tested with the true services.
import { createHash, generateKeyPairSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { canonicalJson, systemClock, systemRandom, toBase64Url, toHex, unwrap, utf8 } from '@longview/foundation';
import {
  agentKeys,
  type Federation,
  type PublicJwk,
  replayMemory,
  sealFederation,
  verifyAssertion,
} from '@longview/nest-identity';
import { keysJson, parseEvaluateRequest, responseJson } from '@longview/pseudonym-protocol';
import { evaluateBatch, generateKeyPair } from '@longview/pseudonym-server';
import { ed25519Signer, formatKey, KEY_TYPE, signCheckpoint, verifierKey } from '@longview/transparency-proof';
import { canonicalBytes, contentOf, type Receipt, signDetached, type Submission, verifyDetached } from '@longview/wire';

/** What the registry does with the next submission; after the plan is used up it behaves. */
export type Fault =
  | 'drop before' // the connection ends, nothing was stored
  | 'drop after' // stored, then the connection ends before the receipt
  | '503'
  | 'garbage'
  | 'fault'
  | 'login'
  | 'forged receipt' // signed by another key
  | 'receipt of another' // well signed, about other bytes
  | 'refuse'
  | 'hang';

interface Stored {
  readonly bodyHash: string;
  readonly receipt: Receipt;
}

export interface TwoParties {
  readonly federation: Federation;
  readonly faults: Fault[];
  /** Bodies of submissions as they came, in order. */
  readonly arrived: { readonly id: string; readonly body: string; readonly signature: string }[];
  /** Content hash by record key: what is in the registry's store, each once. */
  readonly records: Map<string, string>;
  /** Versions written by key: more than one without a changed content would be a doubled record. */
  readonly versions: Map<string, number>;
  readonly stored: Map<string, Stored>;
  readonly cosigned: string[];
  /** Types of record that the registry refuses inside a submission that it takes. */
  readonly refusedMembers: Set<string>;
  /** Elements evaluated, one number a request. */
  readonly evaluations: number[];
  /** Answers of the pseudonymiser before it behaves. */
  readonly refusals: { readonly status: number; readonly body: object; readonly headers?: Record<string, string> }[];
  checkpoint: string;
  /** Writes agent.json with keys and manifest, changed as asked; gives its path. */
  configure(folder: string, more?: object, change?: (manifest: Federation) => Federation): Promise<string>;
  close(): Promise<void>;
}

const ORIGIN = 'log.example/access';
const log = ed25519Signer(ORIGIN, KEY_TYPE.log, new Uint8Array(32).fill(9));

function keyPair(kid?: string) {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const { x } = publicKey.export({ format: 'jwk' });
  const publicJwk: PublicJwk = { kty: 'OKP', crv: 'Ed25519', x: x as string };
  return { publicJwk, privateJwk: { ...privateKey.export({ format: 'jwk' }), ...(kid === undefined ? {} : { kid }) } };
}

const REFUSED = {
  rule: 'R01',
  severity: 'error',
  field: 'infusionDate',
  message: 'nothing permits it',
  mend: 'Send a consent.',
} as const;

const sha256 = (bytes: Uint8Array): string => toHex(createHash('sha256').update(bytes).digest());

export async function twoParties(): Promise<TwoParties> {
  const [root, agent, witness, receipts, forger] = [keyPair(), keyPair('gent-1'), keyPair(), keyPair(), keyPair()];
  const pseudonymKey = generateKeyPair(systemRandom);
  const registryServer = createServer((request, response) => void serve(request, response, onRegistry));
  const pseudonymServer = createServer((request, response) => void serve(request, response, onPseudonymiser));
  const [registryUrl, pseudonymUrl] = [await listen(registryServer), await listen(pseudonymServer)];

  const from = '2020-01-01T00:00:00Z';
  const witnessKey = formatKey(
    verifierKey('gent', KEY_TYPE.witness, new Uint8Array(Buffer.from(witness.publicJwk.x, 'base64url'))),
  );
  const federation: Federation = {
    v: 1,
    id: 'test',
    issued: '2026-01-01T00:00:00Z',
    registry: {
      id: 'registry',
      url: registryUrl,
      audience: registryUrl,
      logOrigin: ORIGIN,
      logKey: formatKey(log.key),
      receiptKey: receipts.publicJwk,
    },
    pseudonymiser: {
      id: 'pseudonymiser',
      url: pseudonymUrl,
      audience: pseudonymUrl,
      epochs: [{ epoch: 1, publicKey: toBase64Url(pseudonymKey.publicKey), from }],
    },
    identityProvider: { issuer: 'https://idp.example', audience: 'https://registry.example' },
    centres: [{ id: 'gent', name: 'Gent', keys: [{ kid: 'gent-1', jwk: agent.publicJwk, from }], witnessKey }],
    witnesses: { quorum: 1 },
  };

  const parties: TwoParties = {
    federation,
    faults: [],
    arrived: [],
    records: new Map(),
    versions: new Map(),
    stored: new Map(),
    cosigned: [],
    refusedMembers: new Set(),
    evaluations: [],
    refusals: [],
    checkpoint: await checkpointOf(1, 'a'),
    configure: async (folder, more = {}, change = (same) => same) => {
      const file = (name: string, text: string): string => {
        writeFileSync(join(folder, name), text, { mode: 0o600 });
        return name;
      };
      const config = {
        centre: 'gent',
        stateDir: 'state',
        federation: file('federation.json', await sealFederation(change(federation), root.privateJwk)),
        federationKey: file('federation.jwk', JSON.stringify(root.publicJwk)),
        agentKey: file('agent.jwk', JSON.stringify(agent.privateJwk)),
        witnessKey: file('witness.jwk', JSON.stringify(witness.privateJwk)),
        workbenchPort: 0,
        timeoutSeconds: 5,
        ...more,
      };
      return join(folder, file('agent.json', JSON.stringify(config)));
    },
    close: async () => {
      for (const server of [registryServer, pseudonymServer]) {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      }
    },
  };
  const seen = replayMemory(systemClock);

  async function serve(
    request: IncomingMessage,
    response: ServerResponse,
    answer: (body: Uint8Array, response: ServerResponse) => Promise<void>,
  ): Promise<void> {
    const chunks: Uint8Array[] = [];
    for await (const chunk of request) chunks.push(chunk as Uint8Array);
    const bodyBytes = Buffer.concat(chunks);
    const url = answer === onRegistry ? registryUrl : pseudonymUrl;
    if (request.method === 'GET') return json(response, 200, request.url === '/v1/keys' ? served : { status: 'ok' });
    const caller = await verifyAssertion({
      token: (request.headers.authorization ?? '').replace('Bearer ', ''),
      method: request.method ?? '',
      url: `${url}${request.url}`,
      bodyBytes,
      audience: url,
      keyOf: agentKeys(() => federation, systemClock),
      clock: systemClock,
      seen,
    });
    if (caller.ok) await answer(bodyBytes, response);
    else json(response, 401, { errors: [caller.error], ...caller.error });
  }

  const served = keysJson({ keys: [{ epoch: 1, publicKey: pseudonymKey.publicKey }] });

  async function onPseudonymiser(body: Uint8Array, response: ServerResponse): Promise<void> {
    if (body.length === 2) return json(response, 400, { code: 'MALFORMED', message: 'no request' });
    const refused = parties.refusals.shift();
    if (refused) return json(response, refused.status, refused.body, refused.headers);
    const { epoch, requestId, blinded } = unwrap(parseEvaluateRequest(JSON.parse(Buffer.from(body).toString())));
    parties.evaluations.push(blinded.length);
    json(response, 200, responseJson({ epoch, requestId, ...evaluateBatch(pseudonymKey, blinded, systemRandom) }));
  }

  async function onRegistry(body: Uint8Array, response: ServerResponse): Promise<void> {
    const text = Buffer.from(body).toString();
    const { query, variables } = JSON.parse(text) as { query: string; variables: Record<string, unknown> };
    if (query.includes('checkpoint {'))
      return json(response, 200, { data: { checkpoint: { note: parties.checkpoint } } });
    if (query.includes('cosign(')) {
      parties.cosigned.push(String(variables['note']));
      return json(response, 200, { data: { cosign: { accepted: ['gent'] } } });
    }
    if (query.includes('consistencyProof(')) return json(response, 200, { data: { consistencyProof: { hashes: [] } } });
    const submission = variables['submission'] as Submission;
    const signature = String(variables['signature']);
    unwrap(
      await verifyDetached(signature, canonicalBytes(submission), 'longview-submission+jws', { ...agent.publicJwk }),
    );
    if (!text.includes(canonicalJson(submission))) throw new Error('the signed bytes themselves did not travel');
    parties.arrived.push({ id: submission.id, body: canonicalJson(submission), signature });

    const fault = parties.faults.shift();
    if (fault === 'hang') return;
    if (fault === 'drop before') return void response.destroy();
    if (fault === '503') return json(response, 503, { errors: [{ message: 'restarting' }] });
    if (fault === 'garbage') return void response.end('<html>sign in to the hospital network</html>');
    if (fault === 'login') return json(response, 401, { errors: [{ message: 'who are you' }] });
    if (fault === 'fault') return json(response, 200, { errors: [{ message: 'fault' }], data: null });
    if (fault === 'refuse')
      return json(response, 200, {
        data: { submit: { __typename: 'Refusal', code: 'NOT_YOURS', message: 'no', path: null } },
      });
    const { receipt } = take(submission);
    if (fault === 'drop after') return void response.destroy();
    const shown = fault === 'receipt of another' ? { ...receipt, bodyHash: '0'.repeat(64) } : receipt;
    const key = fault === 'forged receipt' ? forger : receipts;
    const told = canonicalJson(shown);
    const signed = await signDetached(utf8(told), 'longview-receipt+jws', 'registry', key.privateJwk);
    json(response, 200, { data: { submit: { __typename: 'SubmissionReceipt', receipt: told, signature: signed } } });
  }

  /** As the contract has it: the same id is answered with its first receipt, the same content is unchanged. */
  function take(submission: Submission): Stored {
    const bodyHash = sha256(canonicalBytes(submission));
    const known = parties.stored.get(submission.id);
    if (known && known.bodyHash !== bodyHash) throw new Error('one id came with two bodies');
    if (known) return known;
    const records = submission.patients.flatMap((patient) =>
      patient.records.map((record) => {
        if ([...parties.refusedMembers].some((member) => record[member] !== undefined))
          return { key: record.key, outcome: 'REFUSED', problems: [REFUSED] } as const;
        const content = sha256(canonicalBytes(contentOf(record) ?? null));
        const before = parties.records.get(record.key);
        const outcome = before === undefined ? 'ACCEPTED' : before === content ? 'UNCHANGED' : 'UPDATED';
        if (outcome !== 'UNCHANGED') parties.versions.set(record.key, (parties.versions.get(record.key) ?? 0) + 1);
        parties.records.set(record.key, content);
        return { key: record.key, outcome, problems: [] } as const;
      }),
    );
    const receivedAt = new Date().toISOString();
    const receipt: Receipt = {
      version: 1,
      submission: submission.id,
      bodyHash,
      receivedAt,
      records,
      leafHash: sha256(utf8(bodyHash)),
    };
    const stored = { bodyHash, receipt };
    parties.stored.set(submission.id, stored);
    return stored;
  }

  return parties;
}

/** A signed checkpoint over a made-up root. */
export const checkpointOf = (size: number, root: string): Promise<string> =>
  signCheckpoint({ origin: ORIGIN, size, root: createHash('sha256').update(root).digest() }, log);

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function json(response: ServerResponse, status: number, body: object, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}
