// In: a code and where agent.json is to lie. Out: keys, the federation's files and agent.json beside it, and a request at the registry. Writes nothing
// before the code has been found to speak of the key that the registry shows. Killed at any moment, it is run again with the same code.
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { canonicalJson, err, fromBase64Url, ok, type Refusal, refusal, type Result, utf8 } from '@longview/foundation';
import {
  agentKey,
  codeKey,
  type EnrolmentCode,
  type Federation,
  fingerprintOf,
  type FirstKeyRequest,
  parseEnrolmentCode,
  type PublicJwk,
  type SignedKeyRequest,
  signKeyRequest,
  thumbprintOf,
} from '@longview/nest-identity';
import { ed25519Signer, formatKey, KEY_TYPE } from '@longview/transparency-proof';
import { readAgentConfig } from '../agent.config.ts';
import {
  ensureKey,
  fetchFederation,
  makeSecret,
  moveFile,
  pendingEnrolment,
  pendingPath,
  publicHalf,
  readKey,
  replaceFile,
  takenOf,
} from '../membership/index.ts';
import { jsonOf } from '../network/answer.ts';
import { type Http, http, Unreachable } from '../network/http.ts';
import { wayOut } from '../network/way-out.ts';
import type { Ports } from '../ports.ts';

export interface EnrolOptions {
  readonly code: string;
  /** Path of agent.json. */
  readonly config: string;
  readonly proxy: string | undefined;
  /** PEM file of an authority that is trusted beside the public ones. */
  readonly ca: string | undefined;
}

export interface Enrolled {
  readonly centre: string;
  readonly kid: string;
  readonly fingerprint: string;
  readonly federation: string;
  readonly configMade: boolean;
}

interface Files {
  readonly stateDir: string;
  readonly federation: string;
  readonly federationKey: string;
  readonly agentKey: string;
  readonly witnessKey: string;
}

type Answer<T> = Result<T, Refusal>;
const no = (code: string, message: string) => err(refusal(code, message));
const TIMEOUT_MS = 30_000;
const BETWEEN = 'Somebody stands between, or the code is of another registry. Nothing was written; ask the federation.';

export async function enrol(options: EnrolOptions, ports: Ports): Promise<Answer<Enrolled>> {
  const code = parseEnrolmentCode(options.code);
  if (!code.ok) return code;
  const known = existsSync(options.config) ? readAgentConfig(options.config, () => undefined) : undefined;
  if (known && known.centre !== code.value.centre)
    return no(
      'OTHER_CENTRE',
      `${options.config} is of ${known.centre}, the code of ${code.value.centre}. One agent, one centre.`,
    );
  const files: Files = known
    ? { ...known, agentKey: known.agentKey.path, witnessKey: known.witnessKey.path }
    : besideConfig(options.config);
  const [proxy, caFile] = [options.proxy ?? known?.proxy, options.ca ?? known?.ca];
  const ca = caFile === undefined ? undefined : readFileSync(caFile, 'utf8');
  const door = http({ way: wayOut(proxy, ports.environment), ca, timeoutMs: TIMEOUT_MS });
  try {
    const verified = await verify(code.value, door, ports);
    if (!verified.ok) return verified;
    return await ask(code.value, verified.value, files, { ...options, made: known === undefined }, door, ports);
  } finally {
    door.close();
  }
}

function besideConfig(config: string): Files {
  const at = (name: string): string => join(dirname(resolve(config)), name);
  return {
    stateDir: at('state'),
    federation: at('federation.json'),
    federationKey: at('federation.jwk'),
    agentKey: at('agent.key.json'),
    witnessKey: at('witness.key.json'),
  };
}

interface Verified {
  readonly key: PublicJwk;
  readonly text: string;
  readonly federation: Federation;
}

/** The registry's word counts for nothing here: its key is the one that the code speaks of, and its file is signed with that key. */
async function verify(code: EnrolmentCode, door: Http, { clock }: Ports): Promise<Answer<Verified>> {
  let answer;
  try {
    answer = await door.get(`${code.registry.replace(/\/+$/, '')}/federation.jwk`);
  } catch (fault) {
    if (!(fault instanceof Unreachable)) throw fault;
    return no('NO_ANSWER', `The registry: ${fault.message}. Behind a proxy: --proxy and --ca. Nothing was written.`);
  }
  const jwk = jsonOf(answer) as Partial<PublicJwk> | undefined;
  if (answer.status !== 200 || jwk?.kty !== 'OKP' || jwk.crv !== 'Ed25519' || typeof jwk.x !== 'string')
    return no('NO_ANSWER', `What answers at ${code.registry} (${answer.status}) shows no federation key. ${BETWEEN}`);
  const key = publicHalf(jwk as PublicJwk);
  if (thumbprintOf(key) !== code.thumbprint)
    return no(
      'OTHER_FEDERATION_KEY',
      `What answers at ${code.registry} shows another federation key than the code speaks of. ${BETWEEN}`,
    );
  const fetched = await fetchFederation(door, code.registry, { ...key }, clock);
  if (!fetched.ok) return no(fetched.error.code, `${fetched.error.message} ${BETWEEN}`);
  const { text, manifest } = fetched.value;
  if (manifest.registry.url.replace(/\/+$/, '') !== code.registry.replace(/\/+$/, ''))
    return no(
      'OTHER_REGISTRY',
      `The federation’s registry is ${manifest.registry.url}, not ${code.registry}. ${BETWEEN}`,
    );
  return ok({ key, text, federation: manifest });
}

async function ask(
  code: EnrolmentCode,
  { key, text, federation }: Verified,
  files: Files,
  options: EnrolOptions & { readonly made: boolean },
  door: Http,
  ports: Ports,
): Promise<Answer<Enrolled>> {
  const { centre } = code;
  if (existsSync(files.federationKey)) {
    const pinned = JSON.parse(readFileSync(files.federationKey, 'utf8')) as Partial<PublicJwk>;
    if (pinned.x !== key.x)
      return no(
        'OTHER_FEDERATION_KEY',
        `${files.federationKey} holds another key than the code speaks of: move it away if that federation is past.`,
      );
  }
  const spent = setAsideSpent(files.agentKey, centre, federation, ports);
  if (!spent.ok) return spent;

  mkdirSync(files.stateDir, { recursive: true, mode: 0o700 });
  const agent = ensureKey(files.agentKey);
  if (!agent.ok) return agent;
  const witness = ensureKey(files.witnessKey);
  if (!witness.ok) return witness;
  replaceFile(files.federationKey, `${JSON.stringify(key)}\n`);
  replaceFile(files.federation, text);

  const jwk = publicHalf(agent.value);
  const kid = thumbprintOf(jwk);
  const witnessName = `${federation.id}/${centre}/witness-${thumbprintOf(publicHalf(witness.value)).slice(0, 8)}`;
  const secret = codeKey(code.secret);
  const request: FirstKeyRequest = {
    v: 1,
    kind: 'first',
    federation: federation.id,
    centre,
    kid,
    jwk,
    witnessKey: formatKey(ed25519Signer(witnessName, KEY_TYPE.witness, fromBase64Url(witness.value.d)).key),
    code: secret.open.x,
    made: `${ports.clock.now().toISOString().slice(0, 19)}Z`,
  };
  const signed =
    asBefore(request, files.stateDir) ??
    (await signKeyRequest(request, { key: agent.value, witness: witness.value, code: secret.secret }));
  replaceFile(pendingPath(files.stateDir), JSON.stringify(signed), 0o600);

  const taken = await send(signed, code.registry, door);
  if (!taken.ok) return taken;
  if (options.made) makeSecret(options.config, `${JSON.stringify(configOf(centre, options), null, 2)}\n`);
  return ok({ centre, kid, fingerprint: fingerprintOf(request), federation: federation.id, configMade: options.made });
}

/** The same request as the run before that was interrupted, if it still says the same. */
function asBefore(request: FirstKeyRequest, stateDir: string): SignedKeyRequest | undefined {
  const before = pendingEnrolment(stateDir);
  const same = before && canonicalJson({ ...before.request, made: '' }) === canonicalJson({ ...request, made: '' });
  const month = 30 * 86_400_000;
  return same && Date.parse(request.made) - Date.parse(before.request.made) < month ? before : undefined;
}

/** A key that was revoked or has ended is kept beside, and another made; one in force is not enrolled again. */
function setAsideSpent(path: string, id: string, federation: Federation, { clock }: Ports): Answer<void> {
  const centre = federation.centres.find((one) => one.id === id);
  if (!existsSync(path) || centre === undefined) return ok(undefined);
  const held = readKey(path);
  if (!held.ok) return held;
  const published = centre.keys.find(({ jwk }) => jwk.x === held.value.x);
  if (published === undefined) return ok(undefined);
  if (agentKey(federation, id, published.kid, clock.now()))
    return no(
      'ENROLLED_ALREADY',
      `The key in ${path} is in force: this agent is enrolled. longview-agent renew-key renews its key.`,
    );
  moveFile(path, `${path}.spent-${published.kid.slice(0, 8)}`);
  return ok(undefined);
}

const ENROL = `mutation Enrol($request: String!) {
  enrol(request: $request) { __typename ... on KeyRequestTaken { kid } ... on Refusal { code message } }
}`;

async function send(signed: SignedKeyRequest, registry: string, door: Http): Promise<Answer<void>> {
  const body = utf8(JSON.stringify({ query: ENROL, variables: { request: JSON.stringify(signed) } }));
  try {
    const headers = { 'content-type': 'application/json', accept: 'application/json' };
    const answer = await door.post(`${registry.replace(/\/+$/, '')}/graphql`, headers, body);
    return takenOf(jsonOf(answer), 'enrol', answer.status);
  } catch (fault) {
    if (!(fault instanceof Unreachable)) throw fault;
    return no('NO_ANSWER', `The registry: ${fault.message}. The keys are kept: run the same command again.`);
  }
}

const configOf = (centre: string, { proxy, ca }: EnrolOptions): object => ({
  centre,
  stateDir: 'state',
  federation: 'federation.json',
  federationKey: 'federation.jwk',
  agentKey: 'agent.key.json',
  witnessKey: 'witness.key.json',
  ...(proxy !== undefined && { proxy }),
  ...(ca !== undefined && { ca: resolve(ca) }),
});
