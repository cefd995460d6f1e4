// In: the path of a configuration. Out: the development identity provider as a process, until it is told to stop. Refuses production.
import { readConfig } from '@longview/nest-config';
import { startIdentityServer } from './identity-server.ts';
import { identitySettings } from './identity-settings.ts';

const [path] = process.argv.slice(2);
if (path === undefined) {
  process.stderr.write('usage: node deploy/local/dist/identity-provider.js <config.json>\n');
  process.exit(2);
}
try {
  const server = await startIdentityServer(readConfig(path, identitySettings));
  process.stderr.write(`DEVELOPMENT: anyone signs in as anyone at ${server.url}\n`);
  process.stdout.write(`identity provider ready on ${server.url}\n`);
  const end = (): void => void server.stop().then(() => process.exit(0));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, end);
} catch (fault) {
  process.stderr.write(`${(fault as Error).message}\n`);
  process.exit(1);
}
