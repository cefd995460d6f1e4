// In: a steward's wish. Out: a frozen release with its checksum; the list of releases. The cut is an act: it commits with its entry.
import { type Clock, err, ok, type Refusal, refusal, type Result, toHex } from '@longview/foundation';
import { leafHash, treeHash } from '@longview/transparency-proof';
import { nativeSha256 } from '../access-log/native-sha256.ts';
import type { Operation } from '../graphql/operation.ts';
import type { Policy } from '../governance/policy.service.ts';
import type { Database } from '../persistence/database.ts';
import * as rows from './releases.repository.ts';

/** Makes the standard tables of a release that was cut. */
export type PublishBook = (
  operation: Operation,
  basis: Parameters<Operation['rows']>[0],
  release: string,
) => Promise<unknown>;

export class Releases {
  constructor(
    private readonly database: Database,
    private readonly policy: Policy,
    private readonly clock: Clock,
    private readonly publishBook: PublishBook,
  ) {}

  list = (): Promise<rows.ReleaseRow[]> => this.database.withConnection((connection) => rows.releases(connection));

  newest = async (): Promise<rows.ReleaseRow | undefined> => (await this.list())[0];

  /** @param book also make its book: a large release may take longer for it than one request. */
  async cut(operation: Operation, book: boolean): Promise<Result<rows.ReleaseRow, Refusal<'NOT_ALLOWED'>>> {
    const { decision, policies } = this.policy.cutRelease(operation.caller);
    const basis = {
      operation: 'cutRelease',
      activity: 'release-cutting',
      policyHash: this.policy.hash,
      policyIds: policies,
      decision,
    };
    if (decision !== 'allow') {
      operation.refuse(basis, 'NOT_ALLOWED');
      return err(refusal('NOT_ALLOWED', 'Only a steward cuts a release.'));
    }
    const cut = this.clock.now();
    const id = cut
      .toISOString()
      .replaceAll(/[-:]/g, '')
      .replace(/\.\d+Z$/, 'Z');
    const { courses, checksum } = await operation.durableRows(
      { ...basis, release: id },
      { kind: 'read', scope: 'cut', release: id },
      async (connection) => {
        const hashes = await rows.copyRows(connection, id);
        // The root over the salted row hashes: with a row and its salt erased, the others can still be proved.
        const root = treeHash(
          hashes.map((hash) => leafHash(hash, nativeSha256)),
          nativeSha256,
        );
        await rows.insertRelease(connection, {
          id,
          by: operation.who.actor,
          courses: hashes.length,
          checksum: root,
          cut,
        });
        return {
          value: { courses: hashes.length, checksum: toHex(root) },
          told: { rows: hashes.length, outputHash: toHex(root) },
        };
      },
    );
    if (book) await this.publishBook(operation, basis, id);
    return ok({ id, cut, courses, checksum, amended: false });
  }
}
