// In: `--quick`, `--ten-million`, `--only ingest,question,list,pseudonym,log,statistics,check`, `--beside <checkout>`, `--profile <folder>`. Out: the machine, then a table for each area.
// Every figure is of this machine at this moment; ratios to what stands beside it in the same run are what can be compared.
import { parseArgs } from 'node:util';
import { benchCheck } from './check.ts';
import { type Table, markdown } from './figures.ts';
import { benchIngest } from './ingest.ts';
import { benchList } from './list.ts';
import { benchLog } from './log.ts';
import { benchLogOnPostgres } from './log-postgres.ts';
import { loadNow, machine } from './machine.ts';
import { benchOutcomes } from './outcomes.ts';
import { benchPseudonym } from './pseudonym.ts';
import { benchQuestion } from './question.ts';
import { costliest, serve } from './served.ts';

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean' },
    'ten-million': { type: 'boolean' },
    only: { type: 'string' },
    profile: { type: 'string' },
    beside: { type: 'string' },
  },
});
const wanted = values.only?.split(',');
const wants = (area: string): boolean => wanted?.includes(area) ?? true;

const say = (table: Table, statements: readonly string[] = []): void => {
  process.stdout.write(`${markdown(table)}\n${statements.map((line) => `    ${line}\n`).join('')}\n`);
};

const served = await serve({ profile: values.profile });
try {
  const version = await served.trial.asAdmin(
    async (client) => (await client.query('show server_version')).rows[0].server_version as string,
  );
  process.stdout.write(
    `${machine(version)
      .map((line) => `- ${line}\n`)
      .join('')}\n`,
  );
  if (wants('ingest')) {
    const sizes = values.quick
      ? { bundles: 3_000, runs: 3, sizes: [25, 100, 1], senders: [4] }
      : { bundles: 20_000, runs: 5, sizes: [25, 50, 100, 1], senders: [1, 4] };
    say(await benchIngest(served, sizes), await costliest(served));
  }
  if (wants('list'))
    say(
      await benchList(served, {
        seconds: values.quick ? 1.5 : 2.5,
        runs: values.quick ? 3 : 5,
        connections: values.quick ? [16] : [1, 8, 16],
      }),
      await costliest(served),
    );
  if (wants('log')) say(await benchLogOnPostgres(served, values.quick ? 2_000 : 10_000), await costliest(served));
} finally {
  await served.trial.stop();
}

if (wants('question')) {
  for (const courses of values.quick ? [100_000] : [1_000_000]) {
    const { statements, ...table } = await benchQuestion({
      courses,
      questions: values.quick ? 60 : 200,
      profile: values.profile,
    });
    say(table, statements);
  }
}
if (wants('log'))
  say({
    title: 'Access log, offline',
    figures: await benchLog(
      values.quick
        ? { appended: 5_000, verified: 100_000 }
        : { appended: 20_000, verified: values['ten-million'] ? 10_000_000 : 1_000_000 },
    ),
    notes: ['Before it: the verifier said that every entry holds.'],
  });
if (wants('pseudonym'))
  say({
    title: 'Blind pseudonymisation, one core',
    figures: await benchPseudonym(),
    notes: ['Before it: both give the same tokens.'],
  });
if (wants('statistics'))
  say({
    title: 'Statistics of 1,000,000 subjects',
    figures: await benchOutcomes(),
    notes: ['Before it: estimates agree with the textbook way within 1e-9 on a part.'],
  });
if (wants('check'))
  say(
    await benchCheck({
      patients: values.quick ? 4_000 : 20_000,
      runs: values.quick ? 3 : 5,
      beside: values.beside,
      sent: values.quick ? 2_000 : 20_000,
    }),
  );
process.stdout.write(`load after the run ${loadNow()}\n`);
