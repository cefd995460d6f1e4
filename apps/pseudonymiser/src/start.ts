// In: a configuration, a clock, randomness. Out: the running service. Refuses to start without a key, with an open one, or with one nobody would believe.
import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { ServerResponse } from 'node:http';
import { systemIds } from '@longview/foundation';
import type { Refusal, Result } from '@longview/foundation';
import { Attempts } from '@longview/nest-identity';
import { SqliteLogStore } from '@longview/transparency-log';
import { formatKey } from '@longview/transparency-proof';
import { ErrorFilter } from './error-filter.ts';
import { openFederationSource } from './federation.ts';
import { EpochKeys, checkEpochs } from './keys/epoch-keys.ts';
import { fileKeyStore } from './keys/file-key-store.ts';
import { openKeys } from './keys/open-keys.ts';
import { EvaluationLog } from './log/evaluation-log.ts';
import { openLogKey } from './log/log-key.ts';
import { NotStarted } from './not-started.ts';
import { CLOCK, CONFIG, FEDERATION, RANDOM, REPORT, STATE } from './ports.ts';
import type { Outside } from './ports.ts';
import type { PseudonymiserConfig } from './pseudonymiser.config.ts';
import { PseudonymiserModule } from './pseudonymiser.module.ts';
import { openState } from './state.ts';

/** Room for 100 elements of 43 characters with quotes and commas, and the rest of the message. */
const BODY_LIMIT = 8192;

export interface Pseudonymiser {
  /** `http://host:port`, as it listens. */
  readonly url: string;
  close(): Promise<void>;
}

function held<T>(result: Result<T, Refusal>): T {
  if (result.ok) return result.value;
  throw new NotStarted(result.error);
}

/** @throws NotStarted with what to mend. */
export async function startPseudonymiser(config: PseudonymiserConfig, outside: Outside): Promise<Pseudonymiser> {
  const { clock, random } = outside;
  const createIfMissing = config.keys.createIfMissing === true;
  const keys = held(openKeys(fileKeyStore(config.keys.folder), createIfMissing, random));
  const signer = held(openLogKey(config.log.key, config.log.origin, createIfMissing, random));
  const state = openState(config.state);
  const store = new SqliteLogStore(config.log.file);
  const closeFiles = (): void => {
    store.close();
    state.close();
  };
  try {
    const federation = held(await openFederationSource(config.federation, state, clock, outside.report));
    held(checkEpochs(keys, federation.current, clock.now()));
    const { logKey } = federation.current.pseudonymiser;
    if (logKey !== undefined && logKey !== formatKey(signer.key))
      throw new NotStarted({ code: 'LOG_KEY_MISMATCH', message: 'federation.json publishes another key for this log' });
    const log = new EvaluationLog(store, signer, clock, random, systemIds);
    const attempts = new Attempts((party, reason) => log.refused(party, reason), outside.report);
    const told = (): Promise<void> =>
      attempts.minute().catch((fault: unknown) => outside.report(`fault: ${String(fault)}`));
    const shared = [
      { provide: CONFIG, useValue: config },
      { provide: CLOCK, useValue: clock },
      { provide: RANDOM, useValue: random },
      { provide: REPORT, useValue: outside.report },
      { provide: STATE, useValue: state },
      { provide: FEDERATION, useValue: federation },
      { provide: EpochKeys, useValue: new EpochKeys(keys, () => federation.current, clock) },
      { provide: EvaluationLog, useValue: log },
      { provide: Attempts, useValue: attempts },
    ];
    const app = await NestFactory.create<NestExpressApplication>(PseudonymiserModule.of(shared), {
      bodyParser: false,
      logger: false,
      abortOnError: false,
    });
    furnish(app, outside);
    const server = await app.listen(config.listen.port, config.listen.host);
    server.requestTimeout = 10_000;
    server.headersTimeout = 5_000;
    const minute = setInterval(() => void told(), 60_000);
    return {
      url: `http://${config.listen.host.includes(':') ? `[${config.listen.host}]` : config.listen.host}:${config.listen.port}`,
      async close() {
        clearInterval(minute);
        await app.close();
        await told();
        closeFiles();
      },
    };
  } catch (fault) {
    closeFiles();
    throw fault;
  }
}

function furnish(app: NestExpressApplication, { report }: Outside): void {
  app.disable('x-powered-by');
  app.disable('etag');
  app.use((_: unknown, response: ServerResponse, next: () => void) => {
    response.setHeader('Cache-Control', 'no-store');
    response.setHeader('X-Content-Type-Options', 'nosniff');
    next();
  });
  // Bytes, whatever the content type says: the assertion is bound to them, so they are parsed only once it holds.
  app.useBodyParser('raw', { type: () => true, limit: BODY_LIMIT, inflate: false });
  app.useGlobalFilters(new ErrorFilter(report));
}
