// In: an export of a whole log, line by line, and what the reader trusts. Out: what holds or every fault. Memory does not grow with the log.
import { err, ok } from '@longview/foundation';
import type { Result } from '@longview/foundation';
import { GrowingTree } from '../merkle/growing-tree.ts';
import { HASH_BYTES } from '../merkle/hash.ts';
import type { Sha256 } from '../merkle/hash.ts';
import { parseHeader } from './bundle.ts';
import { wrongDetail } from './digest-lines.ts';
import type { LinesDigest } from './digest-lines.ts';
import type { Finding, Notice, NotVerified, Verified } from './finding.ts';
import { OpenIntents } from './follow-up.ts';
import { RootCheck } from './root-check.ts';
import { trustHeader } from './trust.ts';
import type { Trusted, TrustedHeader } from './trust.ts';

export { digestLines, detailLine } from './digest-lines.ts';
export type { LinesDigest } from './digest-lines.ts';

const MOST_FAULTS = 1000;

/**
 * An export is one JSON header a line (a bundle without entries, scope `whole`), then each entry's text, each followed by
 * the line of its detail where that is given. Hand in the header, then the digests of all other lines in order.
 */
export class ExportVerifier {
  readonly #faults: Finding[] = [];
  readonly #notices: Notice[] = [];
  readonly #intents = new OpenIntents();
  readonly #tree: GrowingTree;
  readonly #header: TrustedHeader | undefined;
  readonly #roots: RootCheck | undefined;
  #awaited: string | undefined;
  #withheld = 0;

  /** @throws TypeError or RangeError when what the reader says it trusts is itself unusable. */
  constructor(headerLine: string, trusted: Trusted, hash?: Sha256) {
    this.#tree = new GrowingTree(0, [], hash === undefined ? {} : { hash });
    const header = parseHeader(parseJson(headerLine));
    if (!header.ok) this.#faults.push({ rule: 'bundle-malformed', message: header.error.message });
    else if (header.value.scope !== 'whole')
      this.#faults.push({ rule: 'bundle-malformed', message: 'only an export of a whole log is read line by line' });
    else this.#header = trustHeader(header.value, trusted, this.#faults, this.#notices);
    if (this.#header) this.#roots = new RootCheck(this.#header, this.#faults);
    this.#roots?.at(0, () => this.#tree.root());
  }

  add(digest: LinesDigest): void {
    const first = this.#tree.size;
    this.#settleDetail(digest);
    for (const { position, rule, message } of digest.faults) this.#fault({ rule, index: first + position, message });
    for (const step of digest.steps) this.#intents.see(step, first + step.position);
    this.#withheld += digest.withheld;
    for (let offset = 0; offset < digest.leaves.length; offset += HASH_BYTES) {
      this.#tree.append(digest.leaves.subarray(offset, offset + HASH_BYTES));
      this.#roots?.at(this.#tree.size, () => this.#tree.root());
    }
  }

  finish(): Result<Verified, NotVerified> {
    this.#roots?.finish(this.#tree.size);
    if (this.#awaited !== undefined) this.#withheld += 1;
    const notices: Notice[] = [...this.#notices, ...this.#intents.notices()];
    if (this.#withheld > 0)
      notices.push({ rule: 'detail-withheld', message: `${this.#withheld} details are not here: kept back or erased` });
    if (this.#faults.length > 0 || this.#header === undefined) return err({ faults: this.#faults, notices });
    const { checkpoint, witnesses } = this.#header;
    const { origin, size, root } = checkpoint;
    return ok({ origin, size, root, scope: 'whole', entries: this.#tree.size, witnesses, notices });
  }

  /** A detail may stand in other lines than its entry. */
  #settleDetail({ leading, trailing, count }: LinesDigest): void {
    if (leading !== undefined) {
      if (leading !== this.#awaited) this.#fault({ ...wrongDetail(0), index: this.#tree.size - 1 });
      this.#awaited = undefined;
    }
    if (count === 0) return;
    if (this.#awaited !== undefined) this.#withheld += 1;
    this.#awaited = trailing;
  }

  #fault(finding: Finding): void {
    if (this.#faults.length < MOST_FAULTS) this.#faults.push(finding);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
