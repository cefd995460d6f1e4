// In: the path of the signed manifest and the pinned key. Out: the newest manifest that verifies, read anew when the file changes. Refuses an older one for good.
import { readFileSync, statSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { err, ok, refusal } from '@longview/foundation';
import type { Clock, Refusal, Result } from '@longview/foundation';
import { openFederation } from '@longview/nest-identity';
import type { Federation, FederationCode, PublicJwk } from '@longview/nest-identity';
import type { Report } from './ports.ts';

export interface FederationSettings {
  readonly file: string;
  /** File of the federation's public key, a JWK. */
  readonly key: string;
}

export class FederationSource {
  #current: Federation;
  #mark: string;

  private constructor(
    private readonly settings: FederationSettings,
    private readonly state: DatabaseSync,
    private readonly clock: Clock,
    private readonly report: Report,
    first: Federation,
    mark: string,
  ) {
    this.#current = first;
    this.#mark = mark;
  }

  static async open(
    settings: FederationSettings,
    state: DatabaseSync,
    clock: Clock,
    report: Report,
  ): Promise<Result<FederationSource, Refusal<FederationCode | 'NO_FILE'>>> {
    const mark = markOf(settings.file);
    if (mark === undefined) return err(refusal('NO_FILE', `there is no ${settings.file}`));
    const first = await read(settings, state, clock);
    if (!first.ok) return first;
    return ok(new FederationSource(settings, state, clock, report, first.value, mark));
  }

  /** The manifest in force. */
  get current(): Federation {
    return this.#current;
  }

  /**
   * Looks whether the file changed, so that a revoked key stops without a restart.
   * A file that does not verify is reported and leaves the last believed manifest in force.
   */
  async refresh(): Promise<void> {
    const mark = markOf(this.settings.file);
    if (mark === undefined || mark === this.#mark) return;
    this.#mark = mark;
    const next = await read(this.settings, this.state, this.clock);
    if (next.ok) this.#current = next.value;
    else this.report(`federation file refused, the last one stays in force: ${next.error.code} ${next.error.message}`);
  }
}

function markOf(file: string): string | undefined {
  const stat = statSync(file, { throwIfNoEntry: false });
  return stat && `${stat.ino} ${stat.size} ${stat.mtimeMs}`;
}

async function read(
  { file, key }: FederationSettings,
  state: DatabaseSync,
  clock: Clock,
): Promise<Result<Federation, Refusal<FederationCode>>> {
  const known = state.prepare('select issued from federation').get()?.['issued'];
  const opened = await openFederation({
    text: readFileSync(file, 'utf8'),
    // A JWK that is none makes the import in there fail: a fault of the operator's own file, told as such.
    pinned: JSON.parse(readFileSync(key, 'utf8')) as PublicJwk,
    clock,
    ...(typeof known === 'string' ? { knownIssued: known } : {}),
  });
  if (opened.ok)
    state
      .prepare('insert into federation (one, issued) values (1, ?) on conflict do update set issued = excluded.issued')
      .run(opened.value.issued);
  return opened;
}
