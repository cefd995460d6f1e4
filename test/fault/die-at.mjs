// In: `--import <this file>?app=registry&party=registry&folder=<orders>`, and an order in that folder. Out: the process ends, stops or waits
// at the passage that the order names, at its n-th time. Loaded before a built service, which knows nothing of it.
import { subscribe } from 'node:diagnostics_channel';
import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const asked = new URL(import.meta.url).searchParams;
const app = asked.get('app');
const party = asked.get('party');
const folder = asked.get('folder');
const journal = join(folder, 'journal');

const { PASSAGES } = await import(new URL(`../../apps/${app}/dist/passages.js`, import.meta.url).href);

let current;
let passed = 0;

for (const at of PASSAGES) subscribe(`longview:${app}:${at}`, () => reach(at));

function reach(at) {
  const order = read(join(folder, `${party}.json`));
  if (order === undefined || order.at !== at) return;
  if (order.id !== current) [current, passed] = [order.id, 0];
  passed++;
  // The journal outlives the process: so an order to end twice in a row is kept by the one that starts next.
  const done = (readText(journal) ?? '').split('\n').filter((line) => line.startsWith(`${order.id} `)).length;
  if (done >= order.times || passed < (done === 0 ? order.after : 1)) return;
  appendFileSync(journal, `${order.id} ${party} ${at} ${order.how} ${process.pid}\n`);
  if (order.how === 'kill') process.kill(process.pid, 'SIGKILL');
  else if (order.how === 'stop') process.kill(process.pid, 'SIGSTOP');
  // Nothing after the passage runs before the signal is here.
  pause(order.how === 'wait' ? order.ms : 50);
}

function pause(ms) {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

function read(path) {
  const text = readText(path);
  return text === undefined || text === '' ? undefined : JSON.parse(text);
}

function readText(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch (fault) {
    if (fault.code === 'ENOENT') return undefined;
    throw fault;
  }
}
