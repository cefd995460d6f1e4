import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { err, fixedClock, ok, systemIds, unwrap } from '@longview/foundation';
import { PatientIdentity } from '@longview/identity';
import type { Federation } from '@longview/nest-identity';
import { ledgerOf, openLedger, siteKey } from '../ledger/index.ts';
import { pseudonymise } from './pseudonymise.ts';
import type { PatientToSend, RecordToSend } from './source-patient.ts';
import { tokenSource } from './tokens.ts';

const clock = fixedClock('2026-03-01T08:00:00Z');
const names = siteKey(new Uint8Array(32).fill(5));
const epoch = (n: number, from: string, to?: string) => ({ epoch: n, publicKey: '', from, ...(to && { to }) });
const federationOf = (...epochs: readonly ReturnType<typeof epoch>[]) =>
  ({ pseudonymiser: { epochs } }) as unknown as Federation;

let line = 1;
const record = (type: string, body: object, more: Partial<RecordToSend> = {}): RecordToSend => ({
  type: type as RecordToSend['type'],
  sourceRecordId: `${type}|${++line}`,
  source: 'ehr',
  record: body as Record<string, unknown>,
  place: { file: 'a.csv', line },
  ...more,
});
const person = { system: 'be:niss', digits: '85073003328', birthDate: '1985-07-30', fileNumber: 'F 1' };
const patient = (
  records: readonly RecordToSend[],
  parts: object = person,
  age?: PatientToSend['age'],
): PatientToSend => ({
  identity: new PatientIdentity(parts),
  demonstration: false,
  records,
  ...(age && { age }),
});

function scene(federation = federationOf(epoch(1, '2020-01-01T00:00:00Z'))) {
  const ledger = ledgerOf(unwrap(openLedger(':memory:', 'key')), clock, systemIds);
  const asked: { readonly epoch: number; readonly input: string }[] = [];
  const send = (...patients: readonly PatientToSend[]) => {
    const source = tokenSource({
      ledger,
      federation,
      clock,
      wait: () => Promise.resolve(),
      evaluate: (number, inputs) => {
        asked.push(...inputs.map((input) => ({ epoch: number, input: new TextDecoder().decode(input) })));
        return Promise.resolve(ok(inputs.map((input) => `${number}:${new TextDecoder().decode(input)}`)));
      },
    });
    return pseudonymise(patients, { centre: 'gent', siteKey: names, ledger, source, today: '2026-03-01' });
  };
  return { ledger, asked, send };
}
const infusion = (infusionDate: string, more?: object) => record('Infusion', { infusionDate, ...more });
const coursesOf = ({ ready }: Awaited<ReturnType<ReturnType<typeof scene>['send']>>) =>
  ready.flatMap(({ records }) => records.map(({ submitted }) => submitted.course));

describe('what leaves', () => {
  test('is tokens, an age, blinded keys and the record, and nothing of the identity', async () => {
    const { send, asked } = scene();
    const { ready } = await send(patient([infusion('2025-03-10')], person, { value: 39, on: '2025-03-10' }));
    expect(asked).toEqual([{ epoch: 1, input: 'lv|v1|be:niss|85073003328' }]);
    expect(ready).toMatchObject([
      {
        patient: { tokens: [{ epoch: 1 }], linkable: true, age: { value: 39, on: '2025-03-10' } },
        records: [
          {
            submitted: {
              key: names.record('ehr', `Infusion|${line}`),
              system: 'ehr',
              infusion: { infusionDate: '2025-03-10' },
            },
          },
        ],
      },
    ]);
    expect(JSON.stringify(ready[0]?.records)).not.toMatch(/85073003328|1985-07-30|F 1/);
  });

  test('a BIS number that was filed as a national number asks for the same token', async () => {
    const { send, asked } = scene();
    await send(patient([infusion('2025-03-10')], { ...person, system: 'be:bis' }), patient([infusion('2025-03-10')]));
    expect(asked).toHaveLength(1);
  });

  test('another country’s number is linkable; a file number is known to this centre alone, whatever characters it holds', async () => {
    const { send, asked } = scene();
    const { ready } = await send(
      patient([infusion('2025-03-10')], { system: 'nl:bsn', digits: '123456782' }),
      patient([infusion('2025-03-10')], { fileNumber: 'ward 7|12/é' }),
    );
    expect(ready.map(({ patient: { linkable } }) => linkable)).toEqual([true, false]);
    expect(asked.map(({ input }) => input)).toEqual([
      'lv|v1|nl:bsn|123456782',
      'lv|v1|local:gent|WARD%207%7C12%2F%C3%89',
    ]);
  });

  test('a number that cannot be normalised refuses its patient, not the others', async () => {
    const { send } = scene();
    const { ready, refused } = await send(
      patient([infusion('2025-03-10'), infusion('2025-03-11')], { fileNumber: 'x'.repeat(65) }),
      patient([infusion('2025-03-10')]),
    );
    expect(ready).toHaveLength(1);
    expect(refused).toMatchObject([{ rule: 'P07' }, { rule: 'P07' }]);
    expect(JSON.stringify(refused)).not.toContain('xxxx');
  });

  test('a withdrawal carries its key and reason alone', async () => {
    const { send } = scene();
    const { ready } = await send(
      patient([record('Infusion', {}, { withdraw: { reason: 'enteredInError' }, courseKey: 'c' })]),
    );
    expect(ready[0]?.records[0]?.submitted).toEqual({
      key: names.record('ehr', `Infusion|${line}`),
      system: 'ehr',
      withdraw: { reason: 'enteredInError' },
    });
  });
});

describe('the age', () => {
  test('is told for the first day only, whatever a later file would give', async () => {
    const { send } = scene();
    await send(patient([infusion('2020-03-10')], person, { value: 34, on: '2020-03-10' }));
    const { ready } = await send(patient([infusion('2025-03-10')], person, { value: 39, on: '2025-03-10' }));
    expect(ready[0]?.patient.age).toEqual({ value: 34, on: '2020-03-10' });
  });

  test('is left out when no day, no birth date, or no such age is known', async () => {
    const { send } = scene();
    const ages = [
      patient([record('Patient', {})]),
      patient([infusion('2025-03-10')], { fileNumber: 'A' }, { value: 3, on: '2025-03-10' }),
      patient([infusion('2025-03-10')], { fileNumber: 'B', birthDate: '1885-07-30' }, { value: 139, on: '2025-03-10' }),
    ];
    for (const one of ages) expect((await send(one)).ready[0]?.patient.age).toBeNull();
  });
});

describe('the course', () => {
  test('is the centre’s own key where it has one, and none for what belongs to the patient', async () => {
    const { send } = scene();
    const sent = await send(
      patient([
        record('Infusion', { infusionDate: '2025-03-10' }, { courseKey: 'C1' }),
        record('Patient', {}, { courseKey: 'C1' }),
      ]),
    );
    expect(coursesOf(sent)).toEqual([names.course('C1'), undefined]);
  });

  test('is assigned once and found again, for all records of a row and for follow-up in other files', async () => {
    const { send } = scene();
    const place = { file: 'a.csv', line: 2 };
    const row = [
      record('Product', { productCode: 'L01XL04' }, { place }),
      record('Infusion', { infusionDate: '2025-03-10' }, { place }),
      record('SurvivalStatus', { lastContactDate: '2025-09-01' }, { place }),
    ];
    const first = coursesOf(await send(patient(row)));
    expect(new Set(first).size).toBe(1);
    expect(first[0]).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(coursesOf(await send(patient(row)))).toEqual(first);
    const followUp = record('SurvivalStatus', { lastContactDate: '2026-01-05' });
    expect(coursesOf(await send(patient([followUp])))).toEqual([first[0]]);
  });

  test('of a second infusion is another one; a boost and a planned split dose stay with the first', async () => {
    const { send } = scene();
    const sent = await send(
      patient([
        infusion('2025-08-01', { infusionType: 'boost' }),
        infusion('2024-01-10'),
        infusion('2024-01-25', { infusionType: 'plannedSplit' }),
        infusion('2025-03-10', { infusionType: 'newCourse' }),
      ]),
    );
    const [boost, first, split, second] = coursesOf(sent);
    expect(split).toBe(first);
    expect(second).not.toBe(first);
    expect(boost).toBe(second);
  });

  test('is none for what fits none: it waits at the registry', async () => {
    const { send } = scene();
    expect(coursesOf(await send(patient([record('SurvivalStatus', { lastContactDate: '2020-01-01' })])))).toEqual([
      undefined,
    ]);
  });
});

describe('tokens', () => {
  const rotating = federationOf(
    epoch(1, '2020-01-01T00:00:00Z', '2026-06-01T00:00:00Z'),
    epoch(2, '2026-02-01T00:00:00Z'),
    epoch(3, '2027-01-01T00:00:00Z'),
  );
  const epochsOf = ({ ready }: Awaited<ReturnType<ReturnType<typeof scene>['send']>>) =>
    ready.map(({ patient: { tokens } }) => tokens.map((token) => token.epoch));
  const allowing = (elements: number, ledger = scene().ledger, federation = rotating) => {
    const asked: string[] = [];
    let left = elements;
    const source = tokenSource({
      ledger,
      federation,
      clock,
      wait: () => Promise.resolve(),
      evaluate: (number, inputs) => {
        if (inputs.length > left) return Promise.resolve(err({ code: 'OVER_QUOTA' as const, message: 'tomorrow' }));
        left -= inputs.length;
        const names = inputs.map((input) => `${number}:${new TextDecoder().decode(input)}`);
        asked.push(...names);
        return Promise.resolve(ok(names));
      },
    });
    return { source, asked, ledger };
  };
  const numbersOf = (...names: readonly string[]) =>
    names.map((who) => ({ who, input: new TextEncoder().encode(who) }));

  test('are of each epoch in force, the older first; none of one that ended or has not begun', async () => {
    const { send, asked } = scene(rotating);
    expect(epochsOf(await send(patient([infusion('2025-03-10')])))).toEqual([[1, 2]]);
    expect(asked.map((one) => one.epoch)).toEqual([1, 2]);
    const after = federationOf(
      epoch(1, '2020-01-01T00:00:00Z', '2026-03-01T08:00:00Z'),
      epoch(2, '2024-01-01T00:00:00Z'),
    );
    const alone = scene(after);
    expect(epochsOf(await alone.send(patient([infusion('2025-03-10')])))).toEqual([[2]]);
  });

  test('of a new epoch are asked for once, also when the ledger knew the older', async () => {
    const { ledger } = scene();
    ledger.tokens.keep(1, [{ who: names.token('be:niss', '85073003328'), value: 'old' }]);
    const { source, asked } = allowing(99, ledger);
    const who = names.token('be:niss', '85073003328');
    for (let run = 0; run < 2; run++)
      expect((await source.tokens(numbersOf(who))).get(who)?.map((token) => token.epoch)).toEqual([1, 2]);
    expect(asked).toEqual([`2:${who}`]);
    expect(source.unlinked).toEqual({ patients: 0 });
  });

  test('within a quota: who has none comes first, who has one goes with it, and both are counted', async () => {
    const { ledger } = scene();
    ledger.tokens.keep(1, [
      { who: 'known', value: 'k' },
      { who: 'known too', value: 'k2' },
    ]);
    const { source, asked } = allowing(2, ledger);
    const tokens = await source.tokens(numbersOf('known', 'new', 'known too'));
    expect([...tokens].map(([who, list]) => [who, list.map((token) => token.epoch)])).toEqual([
      ['known', [1]],
      ['new', [1, 2]],
      ['known too', [1]],
    ]);
    expect(asked).toEqual(['1:new', '2:new']);
    expect(source.stopped).toBeUndefined();
    expect(source.unlinked).toMatchObject({ patients: 2, because: { code: 'OVER_QUOTA' } });
  });

  test('whatever the quota and what was known: no patient loses a token, none is asked for twice, and more runs bring all', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.boolean(), fc.boolean()), { minLength: 1, maxLength: 8 }),
        fc.array(fc.nat({ max: 6 }), { maxLength: 6 }),
        async (known, quotas) => {
          const { ledger } = scene();
          const people = known.map((_, index) => `p${index}`);
          known.forEach(([one, two], index) => {
            if (one) ledger.tokens.keep(1, [{ who: `p${index}`, value: `1:p${index}` }]);
            if (two) ledger.tokens.keep(2, [{ who: `p${index}`, value: `2:p${index}` }]);
          });
          const asked: string[] = [];
          let held = new Map<string, readonly { value: string }[]>();
          for (const quota of [...quotas, 99]) {
            const run = allowing(quota, ledger);
            const tokens = await run.source.tokens(numbersOf(...people));
            asked.push(...run.asked);
            for (const [who, list] of held) expect(tokens.get(who)).toEqual(expect.arrayContaining([...list]));
            for (const [who] of tokens) expect(ledger.tokens.of(who, 1) ?? ledger.tokens.of(who, 2)).toBeDefined();
            held = new Map(tokens);
          }
          expect(new Set(asked).size).toBe(asked.length);
          for (const who of people) expect(held.get(who)?.map(({ value }) => value)).toEqual([`1:${who}`, `2:${who}`]);
        },
      ),
    );
  });

  test('are not asked for again in a run once they were refused; what is known is still given', async () => {
    const { ledger } = scene();
    ledger.tokens.keep(1, [{ who: 'known', value: 'token' }]);
    let asked = 0;
    const source = tokenSource({
      ledger,
      federation: federationOf(epoch(1, '2020-01-01T00:00:00Z')),
      clock,
      wait: () => Promise.resolve(),
      evaluate: () => {
        asked++;
        return Promise.resolve(err({ code: 'OVER_QUOTA' as const, message: 'tomorrow' }));
      },
    });
    for (let time = 0; time < 2; time++)
      expect(await source.tokens(numbersOf('known', 'new'))).toEqual(
        new Map([['known', [{ epoch: 1, value: 'token' }]]]),
      );
    expect(asked).toBe(1);
    expect(source.stopped).toMatchObject({ code: 'OVER_QUOTA' });
  });

  test('are none where no epoch is in force', async () => {
    const { send, asked } = scene(federationOf(epoch(1, '2027-01-01T00:00:00Z')));
    expect(await send(patient([infusion('2025-03-10')]))).toMatchObject({ ready: [], waiting: 1 });
    expect(asked).toEqual([]);
  });
});
