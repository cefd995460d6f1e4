// In: the key files and the federation file. Out: findings on both: readable by the owner alone, of the pinned federation, in force, and for how long.
import { existsSync, readFileSync, statSync } from 'node:fs';
import type { Clock } from '@longview/foundation';
import { type AgentKey, type Centre, type Federation, openFederation } from '@longview/nest-identity';
import type { JWK } from 'jose';
import type { AgentConfig } from '../agent.config.ts';
import { agentIdentity, witnessSigner } from '../keys.ts';
import { nextKeyPath, pendingEnrolment, waitingWords } from '../membership/index.ts';
import { broken, type Finding, fine, odd } from './finding.ts';

const DAY = 86_400_000;
const SOON_DAYS = 30;

export interface FederationLook {
  readonly finding: Finding;
  readonly federation?: Federation;
}

export async function lookAtFederation(
  { federation: file, federationKey }: AgentConfig,
  knownIssued: string | undefined,
  clock: Clock,
): Promise<FederationLook> {
  let pinned: JWK & { exp?: number };
  let text: string;
  try {
    pinned = JSON.parse(readFileSync(federationKey, 'utf8')) as JWK & { exp?: number };
    text = readFileSync(file, 'utf8');
  } catch (fault) {
    return { finding: broken('federation', (fault as Error).message, 'Obtain the file from the federation.') };
  }
  if (pinned.kty !== 'OKP' || pinned.crv !== 'Ed25519' || typeof pinned.x !== 'string')
    return {
      finding: broken(
        'federation',
        `${federationKey} is no public Ed25519 key as JWK`,
        'Obtain it from the federation.',
      ),
    };
  const opened = await openFederation({ text, pinned, clock, ...(knownIssued !== undefined && { knownIssued }) });
  if (!opened.ok) {
    const { code, message } = opened.error;
    return {
      finding: broken(
        'federation',
        `${file} is refused: ${code}: ${message}`,
        'Obtain the newest file from the federation.',
      ),
    };
  }
  const federation = opened.value;
  return { finding: fine('federation', `${federation.id}, file of ${federation.issued}`), federation };
}

/** @param federation left out when it could not be believed: then only the files themselves are judged. */
export function lookAtKeys(config: AgentConfig, federation: Federation | undefined, clock: Clock): readonly Finding[] {
  const centre = federation?.centres.find(({ id }) => id === config.centre);
  return [
    agentFinding(config, federation, centre, clock),
    ...nextFinding(config),
    witnessFinding(config, federation, centre),
  ];
}

function openToOthers(path: string): boolean {
  return process.platform !== 'win32' && (statSync(path).mode & 0o077) !== 0;
}

function agentFinding(
  config: AgentConfig,
  federation: Federation | undefined,
  centre: Centre | undefined,
  clock: Clock,
): Finding {
  const { path } = config.agentKey;
  if (openToOthers(path)) return broken('agent key', `others than its owner can use ${path}`, `chmod 600 ${path}`);
  if (federation === undefined)
    return fine('agent key', `${path}, not compared: there is no federation file to believe`);
  const pending = pendingEnrolment(config.stateDir);
  const waits =
    pending &&
    odd('agent key', waitingWords(pending), 'Nothing to mend here: longview-agent run goes on once it is admitted.');
  if (centre === undefined && waits) return waits;
  if (centre === undefined)
    return broken(
      'agent key',
      `the federation has no centre ${config.centre}`,
      'Ask the federation whether the centre was admitted, and under which name.',
    );
  const identity = agentIdentity(config.agentKey, centre);
  if (!identity.ok) {
    const { code, message } = identity.error;
    if (code === 'KEY_NOT_PUBLISHED' && waits) return waits;
    const mend =
      code === 'KEY_NOT_PUBLISHED'
        ? 'Ask the federation to admit this key, or restore the one it knows.'
        : 'Restore the key from its backup.';
    return broken('agent key', message, mend);
  }
  const key = centre.keys.find(({ kid }) => kid === identity.value.kid);
  return key ? judgeKey(key, clock.now()) : broken('agent key', 'not published', 'Ask the federation.');
}

export function judgeKey({ kid, from, to, revoked }: AgentKey, now: Date): Finding {
  const at = now.getTime();
  if (revoked !== undefined && at >= Date.parse(revoked))
    return broken(
      'agent key',
      `${kid} was revoked ${revoked}`,
      'Nothing more is taken from it. Ask the federation why, and for a new enrolment.',
    );
  if (to !== undefined && at >= Date.parse(to))
    return broken('agent key', `${kid} ended ${to}`, 'Ask the federation for a new enrolment.');
  if (at < Date.parse(from))
    return broken('agent key', `${kid} is in force from ${from} on`, 'Wait until then, or set the clock.');
  const ends = [to, revoked].filter((one) => one !== undefined).sort()[0];
  if (ends === undefined) return fine('agent key', `${kid}, in force since ${from}`);
  const days = Math.floor((Date.parse(ends) - at) / DAY);
  return days < SOON_DAYS
    ? odd('agent key', `${kid} ends ${ends}, in ${days} days`, 'longview-agent renew-key')
    : fine('agent key', `${kid}, in force until ${ends}`);
}

function nextFinding({ agentKey }: AgentConfig): readonly Finding[] {
  const path = nextKeyPath(agentKey.path);
  if (!existsSync(path)) return [];
  if (openToOthers(path)) return [broken('next key', `others than its owner can use ${path}`, `chmod 600 ${path}`)];
  return [
    odd(
      'next key',
      `${path} waits for the federation to admit it`,
      'Nothing to mend here: it is used once it is admitted. To ask again: longview-agent renew-key.',
    ),
  ];
}

function witnessFinding(
  { witnessKey, centre: id }: AgentConfig,
  federation: Federation | undefined,
  centre: Centre | undefined,
): Finding {
  const { path } = witnessKey;
  if (openToOthers(path)) return broken('witness key', `others than its owner can use ${path}`, `chmod 600 ${path}`);
  if (federation === undefined || centre === undefined) return fine('witness key', `${path}, not compared`);
  const witness = witnessSigner(witnessKey, centre);
  return witness.ok
    ? fine('witness key', witness.value.key.name)
    : broken(
        'witness key',
        witness.error.message,
        `Restore the key of ${id} from its backup, or ask the federation for a new enrolment.`,
      );
}
