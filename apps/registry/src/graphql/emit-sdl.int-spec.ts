// In: the registry as tsc built it. Out: the same SDL as SWC makes of the sources, which is the one under schema/: no compiler's decorator
// metadata decides what the schema is.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from '@jest/globals';

const ROOT = resolve(import.meta.dirname, '../../../..');

test('tsc and SWC give one SDL', () => {
  const built = join(ROOT, 'apps/registry/dist/graphql/emit-sdl.js');
  const script = `import { emitSdl } from ${JSON.stringify(built)};
    import { readFileSync } from 'node:fs';
    const { activities } = JSON.parse(readFileSync(${JSON.stringify(join(ROOT, 'schema/activities.json'))}, 'utf8'));
    process.stdout.write(await emitSdl(new Set(activities.map(({ id }) => id))));`;
  const sdl = execFileSync(process.execPath, ['--input-type=module', '--eval', script], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  expect(sdl).toBe(readFileSync(join(ROOT, 'schema/registry.graphql'), 'utf8'));
});
