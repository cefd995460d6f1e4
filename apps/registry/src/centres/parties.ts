// In: the signed federation file. Out: which keys speak for whom now. Read again when the file changes, so that a revoked key is out at once.
import type { Clock } from '@longview/foundation';
import { agentKey, anyAgentKey, type Federation, FederationSource, openEpochs } from '@longview/nest-identity';
import type { JWK } from 'jose';
import type { Database } from '../persistence/database.ts';

export interface PartiesOptions {
  readonly path: string;
  readonly rootKey: JWK;
  readonly clock: Clock;
  readonly database: Database;
  readonly onFault: (fault: unknown) => void;
}

export class Parties {
  private constructor(
    private readonly file: FederationSource,
    private readonly clock: Clock,
  ) {}

  /** @throws when the file does not verify, or is older than one that this registry has believed before. */
  static async load({ path, rootKey, clock, database, onFault }: PartiesOptions): Promise<Parties> {
    const file = await FederationSource.open({
      path,
      pinned: () => rootKey,
      clock,
      known: knownManifest(database),
      report: (line) => onFault(new Error(line)),
    });
    if (!file.ok) throw new Error(`the federation file is refused: ${file.error.code} ${file.error.message}`);
    return new Parties(file.value, clock);
  }

  get federation(): Federation {
    return this.file.current;
  }

  /** The file as it stands, for whoever wants to verify it himself. */
  get text(): string {
    return this.file.text;
  }

  /** Takes a newer file over when there is one; one that does not verify is told of, and the old one stays in force. */
  refresh = (): Promise<void> => this.file.refresh();

  /** The key of a centre's agent, if it is in force now. */
  keyOf = (centre: string, kid: string): JWK | undefined => {
    const key = agentKey(this.federation, centre, kid, this.clock.now());
    return key && { ...key };
  };

  /** The key of that name whether it is in force or not. */
  anyKeyOf = (centre: string, kid: string): JWK | undefined => {
    const key = anyAgentKey(this.federation, centre, kid);
    return key && { ...key };
  };

  /** Key epochs of the pseudonymiser in force now. */
  epochs = (): readonly number[] => openEpochs(this.federation, this.clock.now()).map(({ epoch }) => epoch);
}

/** In the database, so that it holds over all instances and restarts; it never goes back. */
const knownManifest = (database: Database) => ({
  issued: () =>
    database.withConnection(async (connection) => {
      const [row] = await connection.query<{ issued: string }>('select issued from registry.federation_known');
      return row?.issued;
    }),
  believe: (issued: string) =>
    database.withConnection(async (connection) => {
      await connection.query(
        `insert into registry.federation_known (issued) values ($1)
         on conflict (one) do update set issued = greatest(federation_known.issued, excluded.issued)`,
        [issued],
      );
    }),
});
