// In: `--import <this file>?party=registry&folder=<orders>`, and a number of milliseconds in the folder's `clock-<party>`. Out: a process whose
// clock stands so far from the machine's, from soon after the number is written until it is taken away; and how far it stands, in
// `clock-<party>.seen.<process>`.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const asked = new URL(import.meta.url).searchParams;
const file = join(asked.get('folder'), `clock-${asked.get('party')}`);
const True = Date;
let shift = read();
told();
process.on('exit', () => rmSync(`${file}.seen.${process.pid}`, { force: true }));

// Timers count on, as they do when somebody sets a machine's clock.
setInterval(() => {
  const now = read();
  if (now === shift) return;
  shift = now;
  told();
}, 50).unref();

globalThis.Date = class Date extends True {
  constructor(...given) {
    if (given.length === 0) super(True.now() + shift);
    else super(...given);
  }
  static now() {
    return True.now() + shift;
  }
};

function read() {
  try {
    return Number(readFileSync(file, 'utf8'));
  } catch {
    return 0;
  }
}

function told() {
  try {
    writeFileSync(`${file}.seen.${process.pid}`, String(shift));
  } catch {
    // The folder goes when the test ends, before the last process does.
  }
}
