// Two people, a real span, one at a time.
import { expect, test } from '@jest/globals';
import { checkFirstLoads } from './check-first-loads.ts';

const load = {
  centre: 'gent',
  from: '2026-03-01T00:00:00Z',
  to: '2026-03-08T00:00:00Z',
  elements: 5000,
  openedBy: ['An Example', 'Bo Example'],
};

test('two people open a first load, one after the other or at different centres', () => {
  expect(
    checkFirstLoads([load, { ...load, from: load.to, to: '2026-03-09T00:00:00Z' }, { ...load, centre: 'leuven' }]).ok,
  ).toBe(true);
});

test.each([
  ['nobody', { openedBy: [] }, 'ONE_PERSON'],
  ['one person', { openedBy: ['An Example'] }, 'ONE_PERSON'],
  ['one person twice', { openedBy: ['An Example', ' an  EXAMPLE '] }, 'ONE_PERSON'],
  ['one person and a blank', { openedBy: ['An Example', ' '] }, 'ONE_PERSON'],
  ['three, of whom two are one', { openedBy: ['An Example', 'Bo Example', 'An Example'] }, 'ONE_PERSON'],
  ['no span', { to: load.from }, 'NO_SPAN'],
  ['an instant that is none', { to: 'tomorrow' }, 'NO_SPAN'],
])('refuses %s', (_, change, code) => {
  expect(checkFirstLoads([{ ...load, ...change }])).toMatchObject({ ok: false, error: { code } });
});

test('refuses two at the same time for one centre', () => {
  expect(checkFirstLoads([load, { ...load, from: '2026-03-07T23:59:59Z', to: '2026-03-20T00:00:00Z' }])).toMatchObject({
    ok: false,
    error: { code: 'OVERLAP', path: 'firstLoads[1]' },
  });
});
