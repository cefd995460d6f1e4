// In: the audit's configuration and words of its command line. Out: what does not agree, a line each, and the exit code: 0 agrees, 1 does not.
// It changes nothing, and shows of a row no more than its id; as it reads as the administrator, no entry tells of it.
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { systemClock, unwrap } from '@longview/foundation';
import { openFederation } from '@longview/nest-identity';
import type { JWK } from 'jose';
import { Client } from 'pg';
import type { AuditConfig } from './audit/audit.config.ts';
import { audit, type AuditReport } from './audit/audit.walk.ts';
import { auditLine, NOT_PROVED } from './audit/finding.ts';

/** @throws when it cannot run: a wrong option, a database that does not answer, a known checkpoint of another log. */
export async function runAudit(
  config: AuditConfig,
  args: readonly string[],
  print: (line: string) => void,
): Promise<0 | 1> {
  const { values } = parseArgs({
    args: [...args],
    options: { known: { type: 'string', multiple: true, default: [] }, json: { type: 'boolean', default: false } },
  });
  const federation = unwrap(
    await openFederation({
      text: readFileSync(config.federation.file, 'utf8'),
      pinned: JSON.parse(readFileSync(config.federation.key, 'utf8')) as JWK & { exp?: number },
      clock: systemClock,
    }),
  );
  const client = new Client({ connectionString: config.admin.read(), application_name: 'longview-audit' });
  await client.connect();
  try {
    // One moment of everything, while the registry goes on.
    await client.query('begin transaction isolation level repeatable read read only');
    const known = values.known.map((path) => readFileSync(path, 'utf8'));
    const report = await audit({ client, federation, known });
    for (const line of values.json ? [JSON.stringify({ ...report, notProved: NOT_PROVED })] : linesOf(report))
      print(line);
    return report.findings.length === 0 ? 0 : 1;
  } finally {
    await client.end();
  }
}

function linesOf(report: AuditReport): string[] {
  const { findings, entries, inLine, submissions, records, patients, releases, detailsGone, unbound } = report;
  const what = `${entries} entries (${inLine} in line), ${submissions} submissions, ${records} records, ${patients} patients, ${releases} releases`;
  return [
    ...findings.map(auditLine),
    findings.length === 0
      ? `AGREES: ${what}`
      : `DOES NOT AGREE: ${findings.length} finding${findings.length === 1 ? '' : 's'} in ${what}`,
    ...(detailsGone > 0 ? [`${detailsGone} details are not there: erased, or gone.`] : []),
    ...(unbound > 0 ? [`${unbound} submissions were taken in before their records were bound to the log.`] : []),
    'This does not show:',
    ...NOT_PROVED.map((one) => `- ${one}`),
  ];
}
