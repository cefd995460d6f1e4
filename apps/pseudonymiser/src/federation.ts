// In: the settings of the federation and this service's own state. Out: the manifest in force, and the newest date believed kept across restarts.
import { readFileSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import type { Clock, Result } from '@longview/foundation';
import { FederationSource } from '@longview/nest-identity';
import type { FederationSourceRefusal, PublicJwk } from '@longview/nest-identity';
import type { Report } from './ports.ts';

export interface FederationSettings {
  readonly file: string;
  /** File of the federation's public key, a JWK. */
  readonly key: string;
}

export const openFederationSource = (
  { file, key }: FederationSettings,
  state: DatabaseSync,
  clock: Clock,
  report: Report,
): Promise<Result<FederationSource, FederationSourceRefusal>> =>
  FederationSource.open({
    path: file,
    // A JWK that is none makes the import in there fail: a fault of the operator's own file, told as such.
    pinned: () => JSON.parse(readFileSync(key, 'utf8')) as PublicJwk,
    clock,
    known: {
      issued: () => state.prepare('select issued from federation').get()?.['issued'] as string | undefined,
      believe: (issued) =>
        void state
          .prepare(
            'insert into federation (one, issued) values (1, ?) on conflict do update set issued = excluded.issued',
          )
          .run(issued),
    },
    report,
  });
