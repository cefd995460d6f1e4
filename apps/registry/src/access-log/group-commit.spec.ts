import { expect, test } from '@jest/globals';
import { GroupCommit } from './group-commit.ts';

/** A disk that is as fast as the test says, and refuses whatever is negative. */
function disk() {
  const commits: number[][] = [];
  let release: (() => void)[] = [];
  const write = async (values: readonly number[]) => {
    await new Promise<void>((done) => release.push(done));
    if (values.some((value) => value < 0)) throw new Error(`refused in ${values.join()}`);
    commits.push([...values]);
    return values.map((value) => 10 * value);
  };
  return {
    commits,
    write,
    turn: async () => {
      await new Promise((done) => setImmediate(done));
      const now = release;
      release = [];
      for (const done of now) done();
      await new Promise((done) => setImmediate(done));
    },
  };
}

test('what comes in one turn is one commit, what comes during it is the next, at most so many together', async () => {
  const { commits, write, turn } = disk();
  const group = new GroupCommit(write, 1, 3);
  const done: number[] = [];
  const add = (value: number) => group.add(value).then((told) => done.push(told / 10));
  const all = [add(1), add(2)];
  await new Promise((next) => setImmediate(next));
  all.push(add(3), add(4), add(5), add(6));
  expect([commits, done]).toEqual([[], []]);
  await turn();
  expect([commits, done]).toEqual([[[1, 2]], [1, 2]]);
  await turn();
  await turn();
  expect(commits).toEqual([[1, 2], [3, 4, 5], [6]]);
  await Promise.all(all);
});

test('nobody is told before the commit, and a value that is refused fails its own maker alone', async () => {
  const { commits, write, turn } = disk();
  const group = new GroupCommit(write);
  const told = [1, -2, 3].map((value) =>
    group.add(value).then(
      () => `${value} stands`,
      (fault: Error) => fault.message,
    ),
  );
  for (let n = 0; n < 5; n++) await turn();
  expect(await Promise.all(told)).toEqual(['1 stands', 'refused in -2', '3 stands']);
  expect(commits).toEqual([[1], [3]]);
});
