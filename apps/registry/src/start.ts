// In: the configuration. Out: a listening registry and how to close it. Used by the process, and by tests that start it beside them.
import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { compose } from './compose.ts';
import { graphqlDoor, safeHeaders } from './graphql/http-door.ts';
import { HttpFaultFilter } from './graphql/http-fault.filter.ts';
import { MAX_BODY } from './graphql/limits.ts';
import type { RegistryConfig } from './registry.config.ts';
import { RegistryModule } from './registry.module.ts';

export interface RunningRegistry {
  readonly url: string;
  close(): Promise<void>;
}

export async function startRegistry(
  config: RegistryConfig,
  onFault: (fault: unknown) => void,
): Promise<RunningRegistry> {
  const registry = await compose(config, onFault);
  try {
    const app = await NestFactory.create<NestExpressApplication>(RegistryModule.of(registry, onFault), {
      rawBody: true,
      // Only the JSON parser below: a form would be read too otherwise.
      bodyParser: false,
      // Faults are told by the operation plugin, once and without what a database error repeats of a row.
      logger: ['fatal', 'warn'],
      abortOnError: false,
    });
    app.disable('x-powered-by');
    app.disable('etag');
    app.use(safeHeaders);
    app.use('/graphql', graphqlDoor);
    app.useBodyParser('json', { limit: MAX_BODY.agent, inflate: false });
    app.useGlobalFilters(new HttpFaultFilter(onFault));
    await app.listen(config.listen.port, config.listen.host);
    registry.integrator.start();
    // A revoked key is out as soon as the new federation file lies there.
    const refresh = setInterval(() => void registry.parties.refresh().catch(onFault), 1000);
    return {
      url: registry.url,
      async close() {
        clearInterval(refresh);
        await app.close();
        await registry.close();
      },
    };
  } catch (fault) {
    await registry.close().catch(() => undefined);
    throw fault;
  }
}
