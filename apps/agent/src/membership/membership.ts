// In: the configuration and the newest federation file, on the disk or at the registry. Out: the agent's place in the federation as it stands now:
// the manifest, and the key that speaks for the centre, which becomes the next one as soon as the manifest names it. Refuses a centre or
// keys that the federation does not publish.
import { existsSync, readFileSync } from 'node:fs';
import { type Clock, err, ok, type Refusal, refusal, type Result, unwrap } from '@longview/foundation';
import { agentKey, type Federation, type FederationCheck, FederationSource } from '@longview/nest-identity';
import { Secret } from '@longview/nest-config';
import { parseKey, type Signer, type VerifierKey } from '@longview/transparency-proof';
import type { AgentConfig } from '../agent.config.ts';
import { agentIdentity, witnessSigner } from '../keys.ts';
import type { Ledger } from '../ledger/index.ts';
import type { Http } from '../network/http.ts';
import type { AgentIdentity } from '../network/signed-call.ts';
import { moveFile, replaceFile } from './durable-file.ts';
import { fetchFederation } from './fetch-federation.ts';
import { nextKeyPath } from './key-file.ts';
import { pendingEnrolment, waitingWords } from './pending.ts';

export interface Place {
  readonly federation: Federation;
  readonly identity: AgentIdentity;
  readonly witness: Signer;
  readonly logKey: VerifierKey;
}

export interface MembershipParts {
  readonly config: AgentConfig;
  readonly ledger: Ledger;
  readonly http: Http;
  readonly clock: Clock;
}

export class Membership {
  #place: Place;

  private constructor(
    private readonly parts: MembershipParts,
    private readonly source: FederationSource,
    place: Place,
  ) {
    this.#place = place;
  }

  /** @param fetch asks the registry for a newer file first; without an answer the one on the disk has to do. */
  static async open(parts: MembershipParts, fetch: boolean): Promise<Result<Membership, Refusal>> {
    const { config, ledger, clock } = parts;
    const source = await FederationSource.open({
      path: config.federation,
      pinned: () => pinnedKey(config),
      clock,
      known: {
        issued: () => ledger.facts.get('federationIssued'),
        believe: (issued) => ledger.facts.set('federationIssued', issued),
      },
      // What is not taken is said by `refresh`, and by the doctor.
      report: () => undefined,
    });
    if (!source.ok) return source;
    if (fetch || !placeIn(parts, source.value.current).ok) await takeNewer(parts, source.value);
    const place = placeIn(parts, source.value.current);
    return place.ok ? ok(new Membership(parts, source.value, place.value)) : place;
  }

  get place(): Place {
    return this.#place;
  }

  /** Takes over what the disk and the registry have that is newer, and the next key once it is published. @returns what is to be told. */
  async refresh(): Promise<readonly string[]> {
    const told: string[] = [];
    const before = this.#place;
    await this.source.refresh();
    const newer = await takeNewer(this.parts, this.source);
    if (!newer.ok && newer.error.code !== 'NO_ANSWER' && newer.error.code !== 'NOT_JSON')
      told.push(`the registry's federation file is not taken: ${newer.error.code}: ${newer.error.message}`);
    const place = placeIn(this.parts, this.source.current);
    // A key that is no longer named goes on being tried: what it gets is a refusal, which says more than silence.
    if (!place.ok) return [...told, place.error.message];
    this.#place = place.value;
    if (before.federation.issued !== place.value.federation.issued)
      told.push(`federation file of ${place.value.federation.issued} taken over`);
    if (before.identity.kid !== place.value.identity.kid)
      told.push(`key ${place.value.identity.kid} is in use from now on`);
    return told;
  }
}

export const pinnedKey = ({ federationKey }: AgentConfig): FederationCheck['pinned'] =>
  JSON.parse(readFileSync(federationKey, 'utf8')) as FederationCheck['pinned'];

async function takeNewer(
  { config, http, clock }: MembershipParts,
  source: FederationSource,
): Promise<Result<void, Refusal>> {
  const { registry, issued } = source.current;
  const fetched = await fetchFederation(http, registry.url, pinnedKey(config), clock, issued);
  if (!fetched.ok) return fetched;
  if (fetched.value.manifest.issued === issued) return ok(undefined);
  try {
    replaceFile(config.federation, fetched.value.text);
  } catch (fault) {
    const { syscall, message } = fault as NodeJS.ErrnoException;
    if (typeof syscall !== 'string') throw fault;
    return err(refusal('NOT_WRITTEN', `A newer federation file cannot be written: ${message}.`));
  }
  await source.refresh();
  return ok(undefined);
}

function placeIn({ config, clock }: MembershipParts, federation: Federation): Result<Place, Refusal> {
  const pending = pendingEnrolment(config.stateDir);
  const waiting = pending && err(refusal('WAITING', `This agent is ${waitingWords(pending)}.`));
  const centre = federation.centres.find(({ id }) => id === config.centre);
  if (!centre)
    return (
      waiting ?? err(refusal('UNKNOWN_CENTRE', `The manifest of ${federation.id} has no centre ${config.centre}.`))
    );
  promoteNext(config, federation, clock);
  const identity = agentIdentity(config.agentKey, centre);
  if (!identity.ok) return identity.error.code === 'KEY_NOT_PUBLISHED' && waiting ? waiting : identity;
  const witness = witnessSigner(config.witnessKey, centre);
  if (!witness.ok) return witness;
  return ok({
    federation,
    identity: identity.value,
    witness: witness.value,
    // The manifest's reader has checked that it is a verifier key.
    logKey: unwrap(parseKey(federation.registry.logKey)),
  });
}

/** The next key takes the place of the one before in one step, once it speaks. */
function promoteNext({ agentKey: key, centre }: AgentConfig, federation: Federation, clock: Clock): void {
  const next = nextKeyPath(key.path);
  if (!existsSync(next)) return;
  const named = federation.centres.find(({ id }) => id === centre);
  const identity = named && agentIdentity(new Secret(next), named);
  if (identity?.ok && agentKey(federation, centre, identity.value.kid, clock.now())) moveFile(next, key.path);
}
