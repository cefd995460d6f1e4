// In: an export cut into blocks at any line. Out: the same verdict as for the bundle of the same log; each spoilt line is found.
import { beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { canonicalJson, unwrap, utf8 } from '@longview/foundation';
import { exportText, logSigner, sampleLog, trusted } from '../../../../../test/support/sample-bundle.ts';
import type { SampleLog } from '../../../../../test/support/sample-bundle.ts';
import { signCheckpoint } from '../note/checkpoint.ts';
import type { Trusted } from './verify-bundle.ts';
import { ExportVerifier, digestLines } from './verify-export.ts';

const SIZE = 11;
const EARLIER = 7;
/** Line of entry 5, which has a detail on the next line; its own number, since the header is line 0. */
const WITH_DETAIL = 6;
let log: SampleLog;
let lines: string[];
beforeAll(async () => {
  log = await sampleLog(SIZE, EARLIER);
  lines = (await exportText(log)).split('\n').slice(0, -1);
});

/** Verifies lines; `cuts` says after which of them a block ends. */
function verify(all: readonly string[], trust: Trusted = trusted, cuts: readonly number[] = []) {
  const verifier = new ExportVerifier(all[0] ?? '', trust);
  let from = 1;
  for (const cut of [...cuts, all.length]) {
    if (cut <= from) continue;
    const block = all.slice(from, cut);
    verifier.add(digestLines(utf8(block.map((line) => `${line}\n`).join(''))));
    from = cut;
  }
  return verifier.finish();
}
const faults = (all: readonly string[], trust?: Trusted): string[] => {
  const result = verify(all, trust);
  return result.ok
    ? []
    : result.error.faults.map(({ rule, index }) => (index === undefined ? rule : `${rule}@${index}`));
};
const edit = (text: string): string => canonicalJson({ ...(JSON.parse(text) as object), reason: 'none' });
const header = (change: object): string => JSON.stringify({ ...(JSON.parse(lines[0]!) as object), ...change });

test('an honest export holds, wherever its blocks end', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer({ min: 2, max: SIZE + 2 })), (cuts) => {
      const result = unwrap(
        verify(
          lines,
          trusted,
          cuts.toSorted((left, right) => left - right),
        ),
      );
      expect(result).toMatchObject({ size: SIZE, entries: SIZE, scope: 'whole', notices: [] });
    }),
    { numRuns: 25 },
  );
});

test('an export without details says how many are missing', () => {
  const bare = lines.toSpliced(WITH_DETAIL + 1, 1);
  for (const cuts of [[], [WITH_DETAIL + 1]])
    expect(unwrap(verify(bare, trusted, cuts)).notices).toMatchObject([{ rule: 'detail-withheld' }]);
});

test('an export of an empty log holds', async () => {
  const empty = (await exportText(await sampleLog(0, 0))).split('\n').slice(0, -1);
  expect(faults(empty)).toEqual([]);
});

test('an intent without its result is noticed with its index', async () => {
  const open = (await exportText(await sampleLog(4, 1))).split('\n').slice(0, -1);
  expect(unwrap(verify(open)).notices).toMatchObject([{ rule: 'intent-open', index: 3 }]);
});

describe('attacks', () => {
  test.each<[string, () => string[], string[]]>([
    ['edited', () => lines.with(3, edit(lines[3]!)), ['root']],
    ['removed', () => lines.toSpliced(3, 1), ['entries-missing']],
    ['added', () => lines.toSpliced(3, 0, lines[3]!), ['root', 'entries-missing']],
    ['reordered', () => lines.with(3, lines[2]!).with(2, lines[3]!), ['root']],
    ['truncated', () => lines.slice(0, -1), ['entries-missing']],
    ['nothing but the header', () => lines.slice(0, 1), ['entries-missing']],
    ['a line that is no entry', () => lines.with(3, 'nonsense'), ['entry-malformed@2', 'root']],
    ['a space at the end of a line', () => lines.with(3, `${lines[3]} `), ['entry-malformed@2', 'root']],
    ['an empty line', () => lines.toSpliced(3, 0, ''), ['entry-malformed@2', 'root', 'entries-missing']],
    [
      'another detail',
      () => lines.with(WITH_DETAIL + 1, lines[WITH_DETAIL + 1]!.replace('what', 'that')),
      ['detail@5'],
    ],
    ['a detail that is none', () => lines.with(WITH_DETAIL + 1, '{"detail":1}'), ['detail@5']],
    ['a detail twice', () => lines.toSpliced(WITH_DETAIL + 1, 0, lines[WITH_DETAIL + 1]!), ['detail@5']],
    ['a detail behind another entry', () => lines.toSpliced(3, 0, lines[WITH_DETAIL + 1]!), ['detail@1']],
    ['a forged checkpoint', () => lines.with(0, lines[0]!.replace('\\n11\\n', '\\n12\\n')), ['checkpoint']],
    ['another origin', () => lines.with(0, header({ origin: 'x' })), ['log-key']],
    ['a header of chosen entries', () => lines.with(0, header({ scope: 'chosen' })), ['bundle-malformed']],
    ['no header', () => lines.slice(1), ['bundle-malformed']],
  ])('%s', (_, spoil, expected) => expect(faults(spoil()).toSorted()).toEqual(expected.toSorted()));

  test('a spoilt detail is found when it begins a block', () => {
    const spoilt = lines.with(WITH_DETAIL + 1, lines[WITH_DETAIL + 1]!.replace('what', 'that'));
    expect(verify(spoilt, trusted, [WITH_DETAIL + 1])).toMatchObject({
      ok: false,
      error: { faults: [{ rule: 'detail', index: 5 }] },
    });
  });

  test('rewritten before a checkpoint that the reader holds', async () => {
    const expect7 = { ...trusted, expect: log.checkpoints.get(EARLIER)! };
    expect(faults(lines, expect7)).toEqual([]);
    const older = (await exportText(await sampleLog(EARLIER - 1, 0))).split('\n').slice(0, -1);
    expect(faults(older, expect7)).toEqual(['known-checkpoint']);
  });

  test('a root that is not that of an empty log', async () => {
    const checkpoint = await signCheckpoint(
      { origin: logSigner.key.name, size: 0, root: new Uint8Array(32) },
      logSigner,
    );
    expect(faults([header({ checkpoint })], { logKey: trusted.logKey })).toEqual(['root']);
  });

  test('too few witnesses', () => {
    const note = (JSON.parse(lines[0]!) as { checkpoint: string }).checkpoint.split('\n').slice(0, 6).join('\n');
    expect(faults(lines.with(0, header({ checkpoint: `${note}\n` })))).toEqual(['witnesses']);
  });

  test('bytes that are not UTF-8', () => {
    const verifier = new ExportVerifier(lines[0]!, trusted);
    verifier.add(digestLines(Uint8Array.of(0x7b, 0xff, 0x7d, 0x0a)));
    expect(verifier.finish()).toMatchObject({
      ok: false,
      error: { faults: [{ rule: 'entry-malformed', index: 0 }, {}] },
    });
  });
});

test('a block that does not end with a line is a fault of the caller', () => {
  expect(() => digestLines(utf8('half a line'))).toThrow(RangeError);
});
