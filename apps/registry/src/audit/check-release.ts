// In: a release with its rows, and the entry that tells of its cut. Out: what does not agree. Pure.
import { createHash } from 'node:crypto';
import { equalBytes, fromHex, toHex, utf8 } from '@longview/foundation';
import { leafHash, treeHash } from '@longview/transparency-proof';
import { nativeSha256 } from '../access-log/native-sha256.ts';
import { type AuditFinding, finding } from './finding.ts';

export interface ReleaseRow {
  readonly id: string;
  /** ISO 8601 in UTC. */
  readonly cut: string;
  readonly cut_by: string;
  readonly courses: number;
  readonly checksum: string;
  readonly amended: boolean;
  /** Whether two of whom it tells became one since. */
  readonly outdated: boolean;
}

export interface ReleasedRow {
  readonly ord: number;
  readonly salt: string;
  readonly row_hash: string;
  /** The columns as they were hashed: the database's own text of them. */
  readonly told: string;
}

export interface LoggedCut {
  readonly actor: string;
  readonly outputHash?: string | undefined;
  readonly rows?: number | undefined;
}

export class ReleaseCheck {
  readonly #hashes: Uint8Array[] = [];
  readonly #wrong: AuditFinding[] = [];

  constructor(
    private readonly release: ReleaseRow,
    private readonly cut: LoggedCut | undefined,
  ) {}

  /** In the order of `ord`. */
  add({ ord, salt, row_hash, told }: ReleasedRow): void {
    const hash = createHash('sha256').update(fromHex(salt)).update(utf8(told)).digest();
    if (!equalBytes(hash, fromHex(row_hash)))
      this.#wrong.push(
        finding('release-row', 'release row', `${this.release.id}/${ord}`, 'it is not the row that was cut'),
      );
    if (ord !== this.#hashes.length)
      this.#wrong.push(
        finding('release-row', 'release row', `${this.release.id}/${ord}`, 'it stands in another place'),
      );
    this.#hashes.push(fromHex(row_hash));
  }

  finish(): AuditFinding[] {
    const { release, cut } = this;
    const say = (message: string): void => void this.#wrong.push(finding('release', 'release', release.id, message));
    const root = toHex(
      treeHash(
        this.#hashes.map((hash) => leafHash(hash, nativeSha256)),
        nativeSha256,
      ),
    );
    if (root !== release.checksum) say('its checksum is not that of its rows');
    if (this.#hashes.length !== release.courses) say('it has more or fewer rows than it counts');
    if (release.id !== idOfCut(release.cut)) say('it is named after another moment than the one of its cut');
    if (release.amended !== release.outdated) say('it does not say rightly whether two persons in it became one since');
    if (!cut) say('no entry tells of its cut');
    else if (cut.outputHash !== release.checksum || cut.rows !== release.courses || cut.actor !== release.cut_by)
      say('its entry tells of another checksum, number of rows or person');
    return this.#wrong;
  }
}

/** `20260101T120000Z`. */
const idOfCut = (cut: string): string => cut.replaceAll(/[-:]/g, '').replace(/(?:\.\d+)?Z$/, 'Z');
