// In: the way out, and if they could be read the federation and the agent's key. Out: one finding a party: it is reached, it is the one that
// the federation names (what it signs or serves is compared with what is pinned), and it takes this agent's key. And the clock against theirs.
import { readFileSync } from 'node:fs';
import { X509Certificate } from 'node:crypto';
import { equalBytes, fromBase64Url, utf8 } from '@longview/foundation';
import { type Federation, openEpochs } from '@longview/nest-identity';
import { parseKeysResponse } from '@longview/pseudonym-protocol';
import { openCheckpoint, parseKey } from '@longview/transparency-proof';
import type { AgentConfig } from '../agent.config.ts';
import { jsonOf } from '../network/answer.ts';
import { type Http, type HttpAnswer, Unreachable } from '../network/http.ts';
import type { SignedCall } from '../network/signed-call.ts';
import type { WayOut } from '../network/way-out.ts';
import { logDoor, NoLogAnswer } from '../witness/index.ts';
import { broken, type Finding, fine, odd } from './finding.ts';
import { reach } from './reach.ts';

export interface PartiesLook {
  readonly config: AgentConfig;
  readonly federation: Federation;
  readonly way: WayOut;
  readonly ca: string | undefined;
  readonly http: Http;
  /** Left out when the agent has no key that the federation knows. */
  readonly call: SignedCall | undefined;
  readonly now: () => Date;
  readonly timeoutMs: number;
}

/** How far this machine's clock is ahead of a party's, in seconds. */
export interface ClockSeen {
  readonly party: string;
  readonly ahead: number;
}

export function lookAtWayOut({ ca: file }: AgentConfig, way: WayOut, now: Date): readonly Finding[] {
  const proxy = fine(
    'way out',
    way.proxy === undefined ? 'directly, no proxy' : `through ${hostOf(way.proxy)}, named in the ${way.from}`,
  );
  if (file === undefined) return [proxy];
  try {
    const certificate = new X509Certificate(readFileSync(file));
    const name = certificate.subject.replaceAll('\n', ', ');
    if (!certificate.ca)
      return [
        proxy,
        odd('authority', `${name} in ${file} is not an authority`, 'Ask for the certificate of the authority itself.'),
      ];
    return [
      proxy,
      Date.parse(certificate.validTo) <= now.getTime()
        ? broken('authority', `${name} ended ${certificate.validTo}`, `Ask for the new one and put it into ${file}.`)
        : fine('authority', `${name} until ${new Date(certificate.validTo).toISOString().slice(0, 10)}`),
    ];
  } catch (fault) {
    return [
      proxy,
      broken(
        'authority',
        `${file} is no certificate as PEM (${(fault as Error).message})`,
        'Ask for the authority as PEM, or leave "ca" out.',
      ),
    ];
  }
}

const hostOf = (proxy: string): string => (URL.canParse(proxy) ? new URL(proxy).host : proxy);

export async function lookAtParties(look: PartiesLook): Promise<readonly Finding[]> {
  const clocks: ClockSeen[] = [];
  const registry = await lookAt('registry', look.federation.registry.url, look, () => askRegistry(look, clocks));
  const pseudonymiser = await lookAt('pseudonymiser', look.federation.pseudonymiser.url, look, () =>
    askPseudonymiser(look, clocks),
  );
  return [registry, pseudonymiser, judgeClock(clocks)];
}

async function lookAt(
  party: string,
  url: string,
  { way, ca, timeoutMs }: PartiesLook,
  ask: () => Promise<Finding>,
): Promise<Finding> {
  const reached = await reach(url, `the ${party}`, { way, ca, timeoutMs });
  if (!reached.ok) return broken(party, reached.found, reached.mend);
  try {
    const finding = await ask();
    return { ...finding, found: `${finding.found} (${reached.how})` };
  } catch (fault) {
    if (!(fault instanceof Unreachable)) throw fault;
    return broken(
      party,
      `it is reached ${reached.how}, but gives no answer: ${fault.message}`,
      'Something between cuts it off, or it is down: try again, then show this line to whoever runs the network.',
    );
  }
}

/** What stands between and answers in the party's place, such as the login page of a network. Undefined: it may be the party itself. */
function stranger(answer: HttpAnswer, party: string): Finding | undefined {
  const type = answer.headers['content-type'] ?? '';
  const where = answer.headers.location;
  if (answer.status >= 300 && answer.status < 400)
    return broken(
      party,
      `sent on to ${where === undefined ? 'elsewhere' : where.slice(0, 120)} (${answer.status})`,
      'A network login or a proxy stands between: sign in to the network, or ask for this address to be let through.',
    );
  if (!/html/i.test(type) && !/^\s*</.test(fromUtf8Safely(answer.body.subarray(0, 64)))) return undefined;
  const title = /<title[^>]*>([^<]{1,80})/i.exec(fromUtf8Safely(answer.body.subarray(0, 4096)))?.[1]?.trim();
  return broken(
    party,
    `a web page answers in its place${title === undefined ? '' : `: "${title}"`} (${answer.status})`,
    'A network login or a proxy stands between: sign in to the network, or ask for this address to be let through.',
  );
}

function fromUtf8Safely(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1');
}

async function timed(
  look: PartiesLook,
  party: string,
  clocks: ClockSeen[],
  ask: () => Promise<HttpAnswer>,
): Promise<HttpAnswer> {
  const before = look.now().getTime();
  const answer = await ask();
  const theirs = Date.parse(answer.headers.date ?? '');
  // The header says whole seconds, cut off: its middle is half a second later.
  const middle = (before + look.now().getTime()) / 2;
  if (!Number.isNaN(theirs) && stranger(answer, party) === undefined)
    clocks.push({ party, ahead: (middle - theirs - 500) / 1000 });
  return answer;
}

const DOWN = 'It is reached but not well: try again later, then tell whoever runs it.';

async function askRegistry(look: PartiesLook, clocks: ClockSeen[]): Promise<Finding> {
  const { federation, http, call } = look;
  const front = await timed(look, 'registry', clocks, () =>
    http.get(`${federation.registry.url.replace(/\/+$/, '')}/health`),
  );
  const impostor = stranger(front, 'registry');
  if (impostor) return impostor;
  if (front.status !== 200 || jsonOf(front)?.['status'] !== 'ok')
    return broken('registry', `it answers ${front.status}`, DOWN);
  if (call === undefined)
    return odd('registry', 'answers; who it is was not checked, as this agent has no key', 'Mend the key first.');
  let seen: HttpAnswer | undefined;
  const keeping: SignedCall = async (...of) => (seen = await call(...of));
  try {
    const note = await logDoor(keeping, federation.registry).checkpoint();
    const key = parseKey(federation.registry.logKey);
    const head = key.ok ? openCheckpoint(note, key.value) : key;
    return head.ok
      ? fine(
          'registry',
          `answers, takes this agent's key, and its log of ${head.value.size} entries bears its signature`,
        )
      : broken(
          'registry',
          `what answers cannot sign as the registry's log (${head.error.code})`,
          'It is not the registry that the federation names: send nothing, and tell the federation.',
        );
  } catch (fault) {
    if (!(fault instanceof NoLogAnswer)) throw fault;
    const impostorThen = seen && stranger(seen, 'registry');
    if (impostorThen) return impostorThen;
    if (seen?.status === 401) return notTaken('registry');
    return odd(
      'registry',
      `answers, but shows no signed head: ${fault.message}`,
      'A new registry has none for some seconds: try again.',
    );
  }
}

const notTaken = (party: string): Finding =>
  broken(
    party,
    `it does not take this agent's key (401)`,
    'Look at key and clock above. If both are well, its federation file is another than yours: compare the dates with the federation.',
  );

async function askPseudonymiser(look: PartiesLook, clocks: ClockSeen[]): Promise<Finding> {
  const { federation, http, call } = look;
  const { url } = federation.pseudonymiser;
  const answer = await timed(look, 'pseudonymiser', clocks, () => http.get(`${url.replace(/\/+$/, '')}/v1/keys`));
  const impostor = stranger(answer, 'pseudonymiser');
  if (impostor) return impostor;
  const served = answer.status === 200 ? parseKeysResponse(jsonOf(answer)) : undefined;
  if (!served?.ok) return broken('pseudonymiser', `it answers ${answer.status} with no keys`, DOWN);
  for (const { epoch, publicKey } of served.value.keys) {
    const named = federation.pseudonymiser.epochs.find((one) => one.epoch === epoch);
    if (named && !equalBytes(publicKey, fromBase64Url(named.publicKey)))
      return broken(
        'pseudonymiser',
        `it serves another key of epoch ${epoch} than the federation names`,
        'Send nothing, and tell the federation.',
      );
  }
  const epoch = openEpochs(federation, look.now()).at(-1)?.epoch;
  const epochs = served.value.keys.map((one) => one.epoch).join(', ') || 'none';
  if (epoch === undefined || !served.value.keys.some((one) => one.epoch === epoch))
    return broken(
      'pseudonymiser',
      `it serves the epochs ${epochs}, the federation's file asks for ${epoch ?? 'none'}`,
      'Obtain the newest federation file; if it says the same, tell the federation.',
    );
  if (call === undefined)
    return odd(
      'pseudonymiser',
      `serves epoch ${epoch}; whether it takes this agent's key was not tried`,
      'Mend the key first.',
    );
  // A body that is no request: who sends it is judged first, and nothing is evaluated or charged.
  const knock = await call(federation.pseudonymiser, '/v1/evaluate', utf8('{}'));
  if (knock.status === 401) return notTaken('pseudonymiser');
  if (knock.status !== 400)
    return stranger(knock, 'pseudonymiser') ?? broken('pseudonymiser', `it answers ${knock.status}`, DOWN);
  return fine(
    'pseudonymiser',
    `serves epoch ${epoch} with the key that the federation names, and takes this agent's key`,
  );
}

/** Assertions are refused from 30 seconds on. */
const REFUSED_FROM = 30;
const ODD_FROM = 10;

export function judgeClock(seen: readonly ClockSeen[]): Finding {
  const [worst] = seen.toSorted((left, right) => Math.abs(right.ahead) - Math.abs(left.ahead));
  if (worst === undefined) return odd('clock', 'not compared: no party answered', 'Mend the way to the parties first.');
  const off = Math.abs(worst.ahead);
  const told = `${Math.round(off)} s ${worst.ahead > 0 ? 'ahead of' : 'behind'} the ${worst.party}`;
  const mend = 'Let this machine take its time from a time server (NTP).';
  if (off >= REFUSED_FROM) {
    const other = seen.find(({ party }) => party !== worst.party);
    const theirs = other !== undefined && Math.abs(other.ahead) < ODD_FROM;
    return broken(
      'clock',
      `${told}: requests are refused from ${REFUSED_FROM} s on`,
      theirs ? `It agrees with the ${other.party}: the clock of the ${worst.party} is wrong, tell them.` : mend,
    );
  }
  return off >= ODD_FROM ? odd('clock', told, mend) : fine('clock', off < 2 ? 'agrees with the parties' : told);
}
