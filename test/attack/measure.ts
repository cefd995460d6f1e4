// In: `--only refusals,soak,timing`, `--repeats 15`, `--requests 1000000`. Out: the machine, then a table for each. Ends with 1 when a bar is not held.
import { parseArgs } from 'node:util';
import { markdown, type Table } from '../load/figures.ts';
import { loadNow, machine } from '../load/machine.ts';
import { inspected, KEEP_YOUNG } from './inspected-registry.ts';
import { soak } from './soak.ts';
import { measureRefusals, MOST } from './refusals.ts';

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: 'refusals' },
    repeats: { type: 'string', default: '15' },
    requests: { type: 'string', default: '1000000' },
  },
});
const wants = (area: string): boolean => values.only.split(',').includes(area);
const say = (table: Table): void => void process.stdout.write(`${markdown(table)}\n`);

process.stdout.write(`${machine('18').join('\n')}\n\n`);
if (wants('refusals')) {
  const registry = await inspected(KEEP_YOUNG);
  try {
    const table = await measureRefusals(registry, Number(values.repeats));
    say(table);
    const over = table.costs.some((cost) => cost.milliseconds > MOST.milliseconds || cost.megabytes > MOST.megabytes);
    if (over) process.exitCode = 1;
  } finally {
    await registry.stop();
  }
}
if (wants('soak')) {
  const registry = await inspected();
  try {
    const table = await soak(registry, Number(values.requests));
    say(table);
    if (!table.flat) process.exitCode = 1;
  } finally {
    await registry.stop();
  }
}
process.stdout.write(`load after the run ${loadNow()}\n`);
