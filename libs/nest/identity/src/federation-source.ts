// In: the path of the signed manifest, the pinned key, and where the newest date believed is kept. Out: the manifest in force, read anew
// as soon as the file changes, so that a revoked key stops without a restart. Refuses an older one for good.
import { readFileSync, statSync } from 'node:fs';
import { err, ok, refusal } from '@longview/foundation';
import type { Clock, Refusal, Result } from '@longview/foundation';
import type { Federation, FederationCode } from './federation.ts';
import { openFederation } from './federation-seal.ts';
import type { FederationCheck } from './federation-seal.ts';

/** What a party remembers across restarts, so that nobody brings a revoked key back with an old file. */
export interface KnownManifest {
  issued(): Promise<string | undefined> | string | undefined;
  believe(issued: string): Promise<void> | void;
}

export interface FederationSourceSettings {
  readonly path: string;
  readonly pinned: () => FederationCheck['pinned'];
  readonly clock: Clock;
  readonly known: KnownManifest;
  /** Told once for each file that is not taken: the last believed manifest stays in force. */
  readonly report: (line: string) => void;
}

export type FederationSourceRefusal = Refusal<FederationCode | 'NO_FILE'>;

export class FederationSource {
  readonly #settings: FederationSourceSettings;
  #current: Federation;
  #text: string;
  #mark: string | undefined;
  #loading: Promise<void> = Promise.resolve();

  private constructor(settings: FederationSourceSettings, mark: string, { text, manifest }: Believed) {
    this.#settings = settings;
    [this.#current, this.#text, this.#mark] = [manifest, text, mark];
  }

  static async open(settings: FederationSourceSettings): Promise<Result<FederationSource, FederationSourceRefusal>> {
    const mark = markOf(settings.path);
    if (mark === undefined) return err(refusal('NO_FILE', `there is no ${settings.path}`));
    const first = await read(settings);
    return first.ok ? ok(new FederationSource(settings, mark, first.value)) : first;
  }

  /** The manifest in force. */
  get current(): Federation {
    return this.#current;
  }

  /** The file as it was believed, to be handed on: whoever receives it verifies it himself. */
  get text(): string {
    return this.#text;
  }

  /**
   * Looks whether the file changed; resolves once what lies there now is in force or refused. Called before each request is judged, so that
   * the very next one after a revocation is refused: also one that arrives while the new file is being verified.
   */
  refresh(): Promise<void> {
    const mark = markOf(this.#settings.path);
    if (mark !== undefined && mark !== this.#mark) {
      this.#mark = mark;
      this.#loading = this.#loading.then(() => this.#load());
    }
    return this.#loading;
  }

  async #load(): Promise<void> {
    const { report } = this.#settings;
    try {
      const next = await read(this.#settings);
      if (next.ok) [this.#current, this.#text] = [next.value.manifest, next.value.text];
      else report(`federation file refused, the last one stays in force: ${next.error.code} ${next.error.message}`);
    } catch (fault) {
      // Unreadable just now, or the newest date could not be kept: the next look tries again.
      this.#mark = undefined;
      report(
        `federation file not read, the last one stays in force: ${fault instanceof Error ? fault.message : String(fault)}`,
      );
    }
  }
}

interface Believed {
  readonly text: string;
  readonly manifest: Federation;
}

/** To the nanosecond: two files of one size may be written within a millisecond. */
function markOf(path: string): string | undefined {
  const stat = statSync(path, { throwIfNoEntry: false, bigint: true });
  return stat && `${stat.ino} ${stat.size} ${stat.mtimeNs} ${stat.ctimeNs}`;
}

async function read({
  path,
  pinned,
  clock,
  known,
}: FederationSourceSettings): Promise<Result<Believed, Refusal<FederationCode>>> {
  const text = readFileSync(path, 'utf8');
  const knownIssued = await known.issued();
  const opened = await openFederation({
    text,
    pinned: pinned(),
    clock,
    ...(knownIssued === undefined ? {} : { knownIssued }),
  });
  if (!opened.ok) return opened;
  if (opened.value.issued !== knownIssued) await known.believe(opened.value.issued);
  return ok({ text, manifest: opened.value });
}
