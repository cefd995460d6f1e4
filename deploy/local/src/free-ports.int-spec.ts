// In: two processes that ask for many ports at once. Out: no port is given twice, and one that is listened on is given to nobody.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, expect, jest, test } from '@jest/globals';
import { freePorts } from './free-ports.ts';

jest.setTimeout(60_000);

const BUILT = join(import.meta.dirname, '../dist/free-ports.js');
const TIMES = 150;
const NEIGHBOURS = 4;
const children: ReturnType<typeof spawn>[] = [];
afterAll(() => children.forEach((child) => child.kill()));

const spread = (firsts: readonly number[]): number[] =>
  firsts.flatMap((first) => Array.from({ length: NEIGHBOURS }, (_, next) => first + next));

/** What another process was given; it keeps them until it is ended. */
async function elsewhere(): Promise<number[]> {
  const program = `const { freePorts } = await import(${JSON.stringify(BUILT)});
    const firsts = [];
    for (let time = 0; time < ${TIMES}; time++) firsts.push(await freePorts(${NEIGHBOURS}));
    process.stdout.write(JSON.stringify(firsts) + '\\n');
    process.stdin.resume();`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: ['pipe', 'pipe', 'inherit'] });
  children.push(child);
  child.stdout.setEncoding('utf8');
  let text = '';
  while (!text.endsWith('\n')) text += String((await once(child.stdout, 'data'))[0]);
  return spread(JSON.parse(text) as number[]);
}

test('of many ports none is given to two, in one process or in another', async () => {
  const here = async (): Promise<number[]> => {
    const firsts: number[] = [];
    for (let time = 0; time < TIMES; time++) firsts.push(await freePorts(NEIGHBOURS));
    return spread(firsts);
  };
  const given = (await Promise.all([elsewhere(), here()])).flat();
  expect(given).toHaveLength(2 * TIMES * NEIGHBOURS);
  expect(new Set(given).size).toBe(given.length);
});

test('a port that somebody listens on is given to nobody', async () => {
  const servers = Array.from({ length: 300 }, async () => {
    // Taken for the time of the test alone, without a word to whoever gives ports.
    const server = createServer();
    for (;;) {
      const port = 20_000 + Math.floor(Math.random() * 11_000);
      const listens = await new Promise<boolean>((done) => {
        server.once('error', () => done(false));
        server.listen(port, '127.0.0.1', () => done(true));
      });
      if (listens) return { server, port };
    }
  });
  const taken = await Promise.all(servers);
  const given: number[] = [];
  for (let time = 0; time < 300; time++) given.push(await freePorts(1));
  for (const { server } of taken) server.close();
  const listened = new Set(taken.map(({ port }) => port));
  expect(given.filter((port) => listened.has(port))).toEqual([]);
});
