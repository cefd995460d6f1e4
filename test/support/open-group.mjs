// In: spec files, by path. Out: their tests in one file of jest, each file's under its path. What a file needs is loaded once for all of a
// group, where jest loads it anew a file. A file that cannot be loaded is a test that failed. Files see of one another only what they leave in
// modules; who needs those untouched stays alone (test/support/groups.mjs).
import { appendFileSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { afterAll, beforeAll, jest, test } from '@jest/globals';

// Where jest keeps what it was told by `jest.setTimeout`, and who listens to what is defined.
const LIMIT = Symbol.for('TEST_TIMEOUT_SYMBOL');
const LISTENERS = Symbol.for('EVENT_HANDLERS');

/** Opens the files one after another, and runs nothing yet. */
export async function openGroup(root, files) {
  const state = stateOfJest();
  const limit = globalThis[LIMIT];
  for (const file of files) {
    const environment = { ...process.env };
    dispatch(state, { name: 'start_describe_definition', blockName: relative(root, file), mode: undefined });
    const block = state.currentDescribeBlock;
    // The first of its hooks and the last, since jest runs them in the order in which they were defined.
    let own = environment;
    beforeAll(() => setEnvironment(own));
    let start;
    beforeAll(() => void (start = used()));
    try {
      await import(file);
    } catch (fault) {
      state.currentDescribeBlock = block;
      test('can be loaded', () => {
        throw fault;
      });
    }
    if (!hasTests(block)) {
      test('has tests', () => {
        throw new Error(`${relative(root, file)} defines no test`);
      });
    }
    own = { ...process.env };
    setEnvironment(environment);
    afterAll(() => {
      jest.useRealTimers();
      setEnvironment(environment);
      tell(relative(root, file), start);
    });
    limitTo(block, globalThis[LIMIT]);
    globalThis[LIMIT] = limit;
    dispatch(state, { name: 'finish_describe_definition', blockName: block.name, mode: undefined });
  }
}

/** Jest's own account of the blocks, which it keeps under a symbol that it does not hand out. */
function stateOfJest() {
  const key = Object.getOwnPropertySymbols(globalThis).find(({ description }) => description === 'JEST_STATE_SYMBOL');
  const state = key && globalThis[key];
  if (!state?.currentDescribeBlock || !Array.isArray(globalThis[LISTENERS])) {
    throw new Error('jest keeps its blocks elsewhere than this version of it did: groups cannot be opened');
  }
  return state;
}

/** `describe` takes no promise; what it does before and after its function does not mind one. */
function dispatch(state, event) {
  for (const listener of globalThis[LISTENERS]) listener({ asyncError: new Error(), ...event }, state);
}

function hasTests({ children }) {
  return children.some((child) => child.type === 'test' || hasTests(child));
}

/** `jest.setTimeout` holds for all of a run; within a group it holds for the file that asked. */
function limitTo(block, limit) {
  if (limit === undefined) return;
  for (const hook of block.hooks) hook.timeout ??= limit;
  for (const child of block.children) {
    if (child.type === 'test') child.timeout ??= limit;
    else limitTo(child, limit);
  }
}

function setEnvironment(wanted) {
  for (const name of Object.keys(process.env)) if (!(name in wanted)) delete process.env[name];
  for (const [name, value] of Object.entries(wanted)) if (process.env[name] !== value) process.env[name] = value;
}

/** How long a file took and how much of the processor, itself and in processes that ended, when somebody asks. */
function tell(name, start) {
  const { LONGVIEW_TIMES } = process.env;
  if (!LONGVIEW_TIMES) return;
  const [wall, own, others] = used().map((now, index) => (now - start[index]).toFixed(1).padStart(7));
  appendFileSync(LONGVIEW_TIMES, `${wall} ${own} ${others} ${name}\n`);
}

/** Seconds: of the clock, of the processor in here, and in children that were waited for, where the system tells. */
function used() {
  const { user, system } = process.cpuUsage();
  let children = Number.NaN;
  try {
    // After the name of the program, which may hold anything: the 14th and 15th from there, in hundredths.
    const fields = readFileSync('/proc/self/stat', 'utf8').split(') ').at(-1).split(' ');
    children = (Number(fields[13]) + Number(fields[14])) / 100;
  } catch {
    // Not Linux.
  }
  return [performance.now() / 1000, (user + system) / 1e6, children];
}
