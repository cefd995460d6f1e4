// In: the repository, or with --root another one like it. Out: one line when every wall stands, else each breach; --json for machines.
import { parseArgs } from 'node:util';
import { join, resolve } from 'node:path';
import { checkWalls } from './check-walls.ts';
import { tell } from './finding.ts';

const { values } = parseArgs({ options: { root: { type: 'string' }, json: { type: 'boolean', default: false } } });
const root = values.root ? resolve(values.root) : join(import.meta.dirname, '../..');
process.chdir(root);

const { files, imports, findings } = await checkWalls(root);
if (values.json) console.log(JSON.stringify(findings));
else if (findings.length === 0) console.log(`walls stand: ${files} files, ${imports} imports`);
else console.log(`${findings.map(tell).join('\n')}\n${findings.length} breaches of the walls`);
if (findings.length > 0) process.exitCode = 1;
