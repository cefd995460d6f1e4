import { beforeEach, describe, expect, test } from '@jest/globals';
import { Attempts } from './attempts.ts';

const agent = { actor: 'agent:gent-1', org: 'gent', role: 'agent' };
let written: string[];
let lines: string[];
let attempts: Attempts;
beforeEach(() => {
  [written, lines] = [[], []];
  attempts = new Attempts(
    async ({ actor }, reason) => void written.push(`${actor} ${reason}`),
    (line) => lines.push(line),
  );
});

describe('refused attempts', () => {
  test('the first of a party and reason is written at once, a thousand more are one entry at the end of the minute', async () => {
    for (let n = 0; n < 1001; n++) await attempts.signed(agent, 'REPLAYED');
    expect(written).toEqual(['agent:gent-1 REPLAYED']);
    await attempts.minute();
    expect(written).toEqual(['agent:gent-1 REPLAYED', 'agent:gent-1 REPLAYED and 1000 more']);
    await attempts.minute();
    expect(written).toHaveLength(2);
    expect(lines).toEqual([]);
  });

  test('another reason and another party are told apart, a new minute begins anew', async () => {
    await attempts.signed(agent, 'STALE');
    await attempts.signed(agent, 'REPLAYED');
    await attempts.signed({ ...agent, actor: 'agent:gent-2' }, 'STALE');
    await attempts.minute();
    await attempts.signed(agent, 'STALE');
    expect(written).toHaveLength(4);
  });

  test('what nobody signed is counted in one line, and never in the log', async () => {
    for (let n = 0; n < 5000; n++) attempts.unsigned(n % 5 === 0 ? 'MALFORMED' : 'BAD_SIGNATURE');
    await attempts.minute();
    expect(written).toEqual([]);
    expect(lines).toEqual(['refused calls without a valid signature: BAD_SIGNATURE 4000, MALFORMED 1000']);
  });

  test('parties without end do not fill the log', async () => {
    for (let n = 0; n < 3000; n++) await attempts.signed({ ...agent, actor: `person ${n}` }, 'NO_ROLE');
    expect(written).toHaveLength(1000);
    await attempts.minute();
    expect(lines).toEqual(['refused calls without a valid signature: NO_ROLE 2000']);
  });
});
