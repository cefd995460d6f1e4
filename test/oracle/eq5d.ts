// In: the published Belgian EQ-5D-5L value set (CSV with `state` and `value`). Out: the largest difference of our index. Exit 1 above 1e-9, or when a
// state is missing. Run: node --conditions=@longview/source --import ./deploy/swc-hook.mjs test/oracle/eq5d.ts <file>
import { readFileSync } from 'node:fs';
import { EQ5D_UNCONSCIOUS, eq5dIndexBelgium, type Eq5dState } from '@longview/grading';

const file = process.argv[2];
if (file === undefined) throw new Error('name the file of the value set');
const [head = '', ...lines] = readFileSync(file, 'utf8').trim().split('\n');
const [state, name, value] = ['state', 'state_string', 'value'].map((column) => head.split(',').indexOf(column));
let [states, worst] = [0, 0];
for (const line of lines) {
  const cells = line.split(',');
  const published = Number(cells[value as number]);
  const levels = cells[state as number] ?? '';
  if (levels !== '') states++;
  const ours =
    levels === '' && cells[name as number] === 'Unconscious'
      ? EQ5D_UNCONSCIOUS
      : eq5dIndexBelgium([...levels].map(Number) as unknown as Eq5dState);
  worst = Math.max(worst, Math.abs(ours - published));
}
console.log(`${states} states compared, largest difference ${worst.toExponential(1)}`);
if (states !== 3125 || !(worst <= 1e-9)) process.exitCode = 1;
