// Every place where a process can end between two durable acts is told by the code.
import { describe, expect, it } from '@jest/globals';
import { listedIn, passages, passedIn } from './passages.ts';

describe('the passages', () => {
  const { listed, passed } = passages();

  it('that an app lists are those that its code tells', () => {
    expect(passed).toEqual(listed);
    expect(listed.length).toBeGreaterThan(25);
  });

  it('are read from a list and from the code, each by itself', () => {
    expect(listedIn("export const PASSAGES = [\n  /** Of it. */\n  'read',\n  'in-line',\n] as const;")).toEqual([
      'read',
      'in-line',
    ]);
    expect(passedIn("  pass('read');\n  compass('north');\n  pass(at);")).toEqual(['read']);
  });
});
