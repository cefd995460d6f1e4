// In: `main.js <config.json>` serves until SIGTERM; `main.js <migrate.json> migrate` brings the schema to its newest version;
// `main.js <migrate.json> rederive` derives outcomes anew that an earlier derivation made, and `migrate --rederive` does both;
// `main.js <audit.json> audit` says what in the store does not agree, and ends with 0, 1, or 2 when it could not run.
// Refuses to start on a wrong or unknown setting, on policies that do not validate, on a root field without its declaration.
// Each command loads what it needs and no more: who migrates waits for no web server, and who serves loads no migration.
import { ConfigRefused } from '@longview/nest-config';

const USAGE = `usage: main.js <config.json>                                          serve (the path may come from LONGVIEW_REGISTRY_CONFIG)
       main.js <migrate.json> migrate [--rederive]                   bring the schema to its newest version
       main.js <migrate.json> rederive                               derive outcomes anew that an earlier derivation made
       main.js <audit.json> audit [--known CHECKPOINT.txt]... [--json]   say what in the store does not agree`;

const onFault = (fault: unknown): void => {
  process.stderr.write(`fault: ${fault instanceof Error ? (fault.stack ?? fault.message) : String(fault)}\n`);
};

async function main([path = process.env['LONGVIEW_REGISTRY_CONFIG'], command, ...more]: string[]): Promise<void> {
  if (path === undefined) throw new Error(USAGE);
  if (command === 'migrate') {
    if (more.some((word) => word !== '--rederive')) throw new Error(USAGE);
    const { readMigrateConfig } = await import('./migrate.config.ts');
    const options = readMigrateConfig(path);
    const { migrate } = await import('./persistence/migrate.ts');
    const ran = await migrate(options);
    process.stdout.write(`schema up to date, ${ran.length} migrations ran\n`);
    if (more.length > 0) await deriveAnew(options.adminUrl);
    return;
  }
  if (command === 'rederive') {
    if (more.length > 0) throw new Error(USAGE);
    const { readMigrateConfig } = await import('./migrate.config.ts');
    await deriveAnew(readMigrateConfig(path).adminUrl);
    return;
  }
  if (command === 'audit') {
    const { readAuditConfig } = await import('./audit/audit.config.ts');
    const config = readAuditConfig(path);
    const { runAudit } = await import('./run-audit.ts');
    process.exitCode = await runAudit(config, more, (line) => void process.stdout.write(`${line}\n`));
    return;
  }
  if (command !== undefined) throw new Error(USAGE);
  const { readRegistryConfig } = await import('./registry.config.ts');
  const config = readRegistryConfig(path);
  const { startRegistry } = await import('./start.ts');
  const registry = await startRegistry(config, onFault);
  const stop = (): void => void registry.close().then(() => process.exit(0));
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  process.stdout.write(`registry ready on ${registry.url}\n`);
}

/** A line a few thousand patients, so that somebody who waits sees it go on. */
const TOLD_EVERY = 5000;

async function deriveAnew(adminUrl: string): Promise<void> {
  const { runRederive } = await import('./run-rederive.ts');
  const { patients, outcomes } = await runRederive(adminUrl, (done, of) => {
    if (done % TOLD_EVERY === 0) process.stdout.write(`${done} of ${of} patients\n`);
  });
  process.stdout.write(`${outcomes} outcomes of ${patients} patients derived anew\n`);
}

main(process.argv.slice(2)).catch((fault: unknown) => {
  process.stderr.write(
    `${fault instanceof ConfigRefused ? fault.message : `the registry does not start: ${(fault as Error).message}`}\n`,
  );
  process.exit(2);
});
