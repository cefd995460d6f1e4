// In: the configuration, and where faults and lines for the operator go. Out: a listening registry and how to close it. Used by the process, and by tests that start it beside them.
import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { compose } from './compose.ts';
import { callerDoor, graphqlDoor, safeHeaders } from './graphql/http-door.ts';
import { HttpFaultFilter } from './graphql/http-fault.filter.ts';
import type { RegistryConfig } from './registry.config.ts';
import { RegistryModule } from './registry.module.ts';

export interface RunningRegistry {
  readonly url: string;
  close(): Promise<void>;
}

export async function startRegistry(
  config: RegistryConfig,
  onFault: (fault: unknown) => void,
  report: (line: string) => void = (line) => void process.stderr.write(`${line}\n`),
): Promise<RunningRegistry> {
  const registry = await compose(config, onFault, report);
  try {
    const app = await NestFactory.create<NestExpressApplication>(RegistryModule.of(registry, onFault), {
      // The door of /graphql reads bodies, once it knows who sends them; nothing else here takes one.
      bodyParser: false,
      // Faults are told by the operation plugin, once and without what a database error repeats of a row.
      logger: ['fatal', 'warn'],
      abortOnError: false,
    });
    app.disable('x-powered-by');
    app.disable('etag');
    app.use(safeHeaders);
    app.use('/graphql', graphqlDoor);
    app.use('/graphql', callerDoor(registry.caller));
    app.useGlobalFilters(new HttpFaultFilter(onFault));
    const server = await app.listen(config.listen.port, config.listen.host);
    // Who sends slowly holds a connection and nothing else, and not for long: headers at once, the largest body over a slow line.
    server.headersTimeout = 30_000;
    // Longer than a proxy in front keeps its connections: it would otherwise send into one that is just being closed.
    server.keepAliveTimeout = 75_000;
    server.requestTimeout = 120_000;
    registry.integrator.start();
    // An agent's request looks by itself whether the federation file changed; this is for what no request asks.
    const refresh = setInterval(() => void registry.parties.refresh().catch(onFault), 1000);
    const minute = setInterval(() => void registry.attempts.minute().catch(onFault), 60_000);
    return {
      url: registry.url,
      async close() {
        clearInterval(refresh);
        clearInterval(minute);
        await app.close();
        await registry.attempts.minute().catch(onFault);
        await registry.close();
      },
    };
  } catch (fault) {
    await registry.close().catch(() => undefined);
    throw fault;
  }
}
