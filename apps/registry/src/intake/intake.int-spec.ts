// In: a running registry. Out: exactly once, one patient, one course, no receipt that tells of another centre, nothing lost.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { unwrap, utf8 } from '@longview/foundation';
import { poll } from '@longview/local';
import { signDetached, canonicalBytes, SUBMIT_DOCUMENT, verifyDetached } from '@longview/wire';
import { bodyHash, patientOf, tokenOf, TrialRegistry } from '../../../../test/support/trial-registry.ts';

let trial: TrialRegistry;
beforeAll(async () => {
  trial = await TrialRegistry.start();
});
afterAll(() => trial.stop());

const count = (table: string, where = 'true') =>
  trial.asAdmin(async (client) =>
    Number((await client.query(`select count(*) from registry.${table} where ${where}`)).rows[0].count),
  );

const whole = (person: string, centre: 'centre-a' | 'centre-b' = 'centre-a') =>
  patientOf(trial, centre, person, {
    infused: '2024-03-01',
    product: 'L01XL03',
    disease: 'LBCL',
    assessed: '2024-09-01',
    alive: '2025-03-01',
  });

describe('the intake', () => {
  test('accepts, signs, and knows the same content again', async () => {
    const first = await trial.submit('centre-a', [whole('one')]);
    expect(first.outcomes).toEqual(Array(first.receipt.records.length).fill('ACCEPTED'));
    expect(first.receipt.bodyHash).toBe(bodyHash(first.submission));
    const { receipt, signature } = first.answer.data.submit;
    expect(
      unwrap(await verifyDetached(signature, utf8(receipt), 'longview-receipt+jws', { ...trial.receiptKey })),
    ).toBeDefined();

    const before = await count('clinical_record');
    const again = await trial.submit('centre-a', [whole('one')]);
    expect(new Set(again.outcomes)).toEqual(new Set(['UNCHANGED']));
    expect(await count('clinical_record')).toBe(before);
  });

  test('the same id: the first receipt byte for byte; with another body: refused', async () => {
    const first = await trial.submit('centre-a', [whole('two')]);
    const same = await trial.submit('centre-a', first.submission.patients, { id: first.submission.id });
    expect(same.answer.data.submit.receipt).toBe(first.answer.data.submit.receipt);
    const other = await trial.submit('centre-a', [whole('three')], { id: first.submission.id });
    expect(other.answer.data.submit.code).toBe('SUBMISSION_ID_USED');
    expect(await count('patient', `no > 0`)).toBeGreaterThan(0);
  });

  test('one changed value makes exactly one new version; withdrawing one makes another; the old ones stay', async () => {
    await trial.submit('centre-a', [whole('four')]);
    const changed = patientOf(trial, 'centre-a', 'four', {
      infused: '2024-03-01',
      product: 'L01XL03',
      disease: 'LBCL',
      assessed: '2024-09-01',
      alive: '2025-04-01',
    });
    const update = await trial.submit('centre-a', [changed]);
    expect(update.outcomes.filter((outcome) => outcome === 'UPDATED')).toHaveLength(1);
    expect(update.outcomes.filter((outcome) => outcome === 'UNCHANGED')).toHaveLength(update.outcomes.length - 1);
    const key = trial.key('centre-a', 'four 1 assessment');
    const withdrawn = await trial.submit('centre-a', [
      {
        tokens: changed.tokens,
        linkable: true,
        records: [{ key, system: 'ehr', withdraw: { reason: 'enteredInError' } }],
      },
    ]);
    expect(withdrawn.outcomes).toEqual(['WITHDRAWN']);
    const versions = await trial.asAdmin(
      async (client) =>
        (
          await client.query(
            `select version, is_current, withdrawn from registry.clinical_record where source_key = $1 order by version`,
            [Buffer.from(key, 'base64url')],
          )
        ).rows,
    );
    expect(versions).toEqual([
      { version: 1, is_current: false, withdrawn: null },
      { version: 2, is_current: true, withdrawn: 'enteredInError' },
    ]);
  });

  test('after a withdrawal nothing new of the patient lands, and no course is made; the others of the submission are not stopped', async () => {
    const first = await trial.submit('centre-a', [whole('gone')]);
    const { tokens } = first.submission.patients[0] as (typeof first.submission.patients)[number];
    const withdrawal = {
      key: trial.key('centre-a', 'gone withdrawal'),
      system: 'ehr',
      consent: { eventType: 'withdrawn', eventDate: '2025-02-01', legalBasis: 'consent' },
    };
    expect((await trial.submit('centre-a', [{ tokens, linkable: true, records: [withdrawal] }])).outcomes).toEqual([
      'ACCEPTED',
    ]);
    const standing = async () => [await count('course'), await count('course_source'), await count('clinical_record')];
    const before = await standing();
    const later = patientOf(trial, 'centre-a', 'gone', {
      consent: 'none',
      course: '2',
      infused: '2025-06-01',
      product: 'L01XL04',
      alive: '2025-07-01',
    });
    const refused = await trial.submit('centre-a', [later]);
    expect(refused.receipt.records.map(({ outcome, problems }) => [outcome, problems[0]?.rule])).toEqual(
      Array(3).fill(['REFUSED', 'R01']),
    );
    expect(await standing()).toEqual(before);
    const mixed = await trial.submit('centre-a', [later, whole('stays')]);
    expect(mixed.outcomes.slice(0, 3)).toEqual(Array(3).fill('REFUSED'));
    expect(new Set(mixed.outcomes.slice(3))).toEqual(new Set(['ACCEPTED']));
    const again = await trial.submit('centre-a', [whole('gone')]);
    expect(new Set(again.outcomes)).toEqual(new Set(['UNCHANGED']));
  });

  test('a consent that comes back while a submission finds it withdrawn: the records land in their course', async () => {
    const { tokens } = patientOf(trial, 'centre-a', 'back', {});
    const wish = (eventType: string, eventDate: string) => ({
      tokens,
      linkable: true,
      records: [
        {
          key: trial.key('centre-a', `back ${eventType}`),
          system: 'ehr',
          consent: {
            eventType,
            eventDate,
            legalBasis: 'consent',
            ...(eventType === 'given' && { registry: 'permit' }),
          },
        },
      ],
    });
    await trial.submit('centre-a', [wish('withdrawn', '2025-02-01')]);

    // Whoever waits for a row gets it in the order of coming: the first finds the withdrawal, the second brings the consent, the first comes again.
    const waiting = (expected: number) =>
      poll(20_000, async () =>
        (await trial
          .asAdmin((client) =>
            client.query(
              `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
            ),
          )
          .then(({ rowCount }) => rowCount)) === expected
          ? true
          : undefined,
      );
    const infused = patientOf(trial, 'centre-a', 'back', {
      consent: 'none',
      infused: '2024-03-01',
      product: 'L01XL03',
    });
    const sent = await trial.asAdmin(async (holder) => {
      await holder.query('begin');
      await holder.query('select from registry.patient where no = (select max(no) from registry.patient) for update');
      const first = trial.submit('centre-a', [infused]);
      expect(await waiting(1)).toBe(true);
      const second = trial.submit('centre-a', [wish('given', '2025-03-01')]);
      expect(await waiting(2)).toBe(true);
      await holder.query('commit');
      return Promise.all([first, second]);
    });
    expect(sent.map(({ outcomes }) => outcomes)).toEqual([['ACCEPTED', 'ACCEPTED'], ['ACCEPTED']]);
    expect(await count('clinical_record', `submission_id = '${sent[0].submission.id}' and course_id is not null`)).toBe(
      2,
    );
  });

  test('two hospitals, one patient; one infusion, one course; neither receipt tells of the other', async () => {
    const alone = await trial.submit('centre-a', [whole('five')]);
    const first = await trial.submit('centre-a', [whole('six')]);
    const sketch = {
      infused: '2024-03-03',
      product: 'L01XL03',
      disease: 'LBCL',
      assessed: '2024-09-01',
      alive: '2025-03-01',
    };
    const second = await trial.submit('centre-b', [patientOf(trial, 'centre-b', 'six', sketch)]);
    const unknown = await trial.submit('centre-b', [patientOf(trial, 'centre-b', 'seven', sketch)]);
    const shape = (receipt: typeof first.receipt) =>
      receipt.records.map(({ outcome, problems }) => ({ outcome, problems }));
    expect(shape(first.receipt)).toEqual(shape(alone.receipt));
    expect(shape(second.receipt)).toEqual(shape(unknown.receipt));
    const { rows } = await trial.asAdmin((client) =>
      client.query(
        `select r.centre, r.patient_id, r.course_id from registry.clinical_record r
         where r.type = 'Infusion' and r.source_key = any($1)`,
        [
          [trial.key('centre-a', 'six 1 infusion'), trial.key('centre-b', 'six 1 infusion')].map((key) =>
            Buffer.from(key, 'base64url'),
          ),
        ],
      ),
    );
    expect(rows).toHaveLength(2);
    expect(rows[0].patient_id).toBe(rows[1].patient_id);
    expect(rows[0].course_id).toBe(rows[1].course_id);
  });

  test('a follow-up joins the latest course begun before it; what fits none waits, with the same receipt, and joins later', async () => {
    const followUp = (person: string) => ({
      ...patientOf(trial, 'centre-b', person, { alive: '2025-06-01', course: 'follow' }),
    });
    await trial.submit('centre-a', [whole('eight')]);
    const placed = await trial.submit('centre-b', [followUp('eight')]);
    const waiting = await trial.submit('centre-b', [followUp('nine')]);
    expect(placed.receipt.records.map(({ outcome, problems }) => [outcome, problems])).toEqual(
      waiting.receipt.records.map(({ outcome, problems }) => [outcome, problems]),
    );
    const courseOf = async (person: string) =>
      trial.asAdmin(
        async (client) =>
          (
            await client.query(`select course_id from registry.clinical_record where is_current and source_key = $1`, [
              Buffer.from(trial.key('centre-b', `${person} follow status`), 'base64url'),
            ])
          ).rows[0].course_id as string | null,
      );
    expect(await courseOf('eight')).not.toBeNull();
    expect(await courseOf('nine')).toBeNull();
    await trial.submit('centre-a', [whole('nine')]);
    expect(await courseOf('nine')).not.toBeNull();
    const outcome = await trial.asAdmin(
      async (client) =>
        (
          await client.query(
            `select serves_pool, serves_own, os_days from registry.course_outcome where course_id = $1 order by serves_pool`,
            [await courseOf('nine')],
          )
        ).rows,
    );
    // The pool knows the later contact; the treating centre's own figure rests on what it may read.
    expect(outcome).toEqual([
      { serves_pool: false, serves_own: true, os_days: 365 },
      { serves_pool: true, serves_own: false, os_days: 457 },
    ]);
  });

  test('an age that comes with unchanged records is in the outcome', async () => {
    const patient = whole('aged');
    const ageOf = () =>
      trial.asAdmin(
        async (client) =>
          (
            await client.query(
              `select o.age::float8 as age from registry.course_outcome o join registry.clinical_record r on r.course_id = o.course_id
               where r.source_key = $1`,
              [Buffer.from(trial.key('centre-a', 'aged 1 infusion'), 'base64url')],
            )
          ).rows,
      );
    await trial.submit('centre-a', [{ ...patient, age: null }]);
    expect(await ageOf()).toEqual([{ age: null }]);
    expect(new Set((await trial.submit('centre-a', [patient])).outcomes)).toEqual(new Set(['UNCHANGED']));
    expect(await ageOf()).toEqual([{ age: 61 }]);
  });

  test('without anything that permits it nothing is stored, and the consent of another centre does not count', async () => {
    await trial.submit('centre-a', [whole('ten')]);
    const before = await count('patient');
    const known = await trial.submit('centre-b', [
      patientOf(trial, 'centre-b', 'ten', { alive: '2025-06-01', consent: 'none' }),
    ]);
    const unknown = await trial.submit('centre-b', [
      patientOf(trial, 'centre-b', 'eleven', { alive: '2025-06-01', consent: 'none' }),
    ]);
    expect(known.receipt.records[0]).toMatchObject({ outcome: 'REFUSED', problems: [{ rule: 'R01' }] });
    expect(known.receipt.records[0]?.problems).toEqual(unknown.receipt.records[0]?.problems);
    expect(await count('patient')).toBe(before);
  });

  test('later records of the centre that brought the consent need none of their own', async () => {
    await trial.submit('centre-a', [whole('twelve')]);
    const later = await trial.submit('centre-a', [
      patientOf(trial, 'centre-a', 'twelve', { died: '2025-05-01', consent: 'none' }),
    ]);
    expect(later.outcomes).toEqual(['UPDATED']);
  });

  test('a bad record is refused with its rule; a death with a strange cause lands; the rest of the patient lands', async () => {
    const patient = whole('thirteen');
    const records = [
      ...patient.records,
      {
        key: trial.key('centre-a', 'bad date'),
        system: 'ehr',
        apheresis: {
          collectionOutcome: 'successful',
          donorType: 'autologous',
          collectedAt: 'thisCentre',
          donationNumberRecorded: 'yes',
        },
      },
      {
        key: trial.key('centre-a', 'odd'),
        system: 'ehr',
        survivalStatus: {
          status: 'dead',
          deathDate: '2025-05',
          lastContactDate: '2025-05-03',
          causePrimary: 'lightning',
          statusSource: 'telephone',
        },
      },
    ];
    const { receipt } = await trial.submit('centre-a', [{ ...patient, records }]);
    expect(receipt.records.at(-2)).toMatchObject({
      outcome: 'REFUSED',
      problems: [{ rule: 'D01', field: 'apheresisDate' }],
    });
    expect(receipt.records.at(-1)).toMatchObject({
      outcome: 'ACCEPTED',
      problems: [{ rule: 'D03', severity: 'query' }],
    });
    expect(receipt.records.slice(0, -2).every(({ outcome }) => outcome === 'ACCEPTED')).toBe(true);
  });

  test('a record sent again for another patient is refused', async () => {
    await trial.submit('centre-a', [whole('fourteen')]);
    const stolen = { ...whole('fourteen'), tokens: [{ epoch: 1, value: tokenOf('fifteen') }] };
    const { receipt } = await trial.submit('centre-a', [stolen]);
    expect(new Set(receipt.records.map(({ outcome, problems }) => `${outcome} ${problems[0]?.rule}`))).toEqual(
      new Set(['REFUSED R03']),
    );
  });

  test('a fault of one patient in SQL stops nobody else', async () => {
    const bad = whole('sixteen');
    // Text that JSON can carry and PostgreSQL's jsonb cannot: found by the database alone.
    const records = bad.records.map((record) =>
      record['diagnosis']
        ? { ...record, diagnosis: { primaryDisease: 'LBCL' }, course: trial.key('centre-a', 'nul') }
        : record,
    );
    await trial.asAdmin((client) =>
      client.query(
        `alter table registry.clinical_record add constraint planted check (source_key <> '\\x${Buffer.from(bad.records[0]?.key ?? '', 'base64url').toString('hex')}'::bytea) not valid`,
      ),
    );
    try {
      const { receipt } = await trial.submit('centre-a', [whole('seventeen'), { ...bad, records }, whole('eighteen')]);
      const outcomes = receipt.records.map(
        ({ outcome, problems }) => `${outcome}${problems[0]?.rule === 'R99' ? ' R99' : ''}`,
      );
      const each = outcomes.length / 3;
      expect(new Set(outcomes.slice(0, each))).toEqual(new Set(['ACCEPTED']));
      expect(new Set(outcomes.slice(each, 2 * each))).toEqual(new Set(['REFUSED R99']));
      expect(new Set(outcomes.slice(2 * each))).toEqual(new Set(['ACCEPTED']));
    } finally {
      await trial.asAdmin((client) => client.query('alter table registry.clinical_record drop constraint planted'));
    }
  });

  test('sixteen senders with the same patients at once: no duplicate, no deadlock left', async () => {
    const people = Array.from({ length: 12 }, (_, n) => `crowd ${n}`);
    const runs = await Promise.all(
      Array.from({ length: 16 }, (_, n) => {
        const centre = n % 2 === 0 ? 'centre-a' : 'centre-b';
        const order = n % 4 < 2 ? people : people.toReversed();
        return trial.submit(
          centre,
          order.map((person) => whole(person, centre)),
        );
      }),
    );
    for (const { answer } of runs) expect(answer.data.submit.__typename).toBe('SubmissionReceipt');
    const { rows } = await trial.asAdmin((client) =>
      client.query(
        `select count(*)::int as records, count(distinct patient_id)::int as patients, count(distinct course_id)::int as courses
         from registry.clinical_record where is_current and type = 'Infusion' and source_key = any($1)`,
        [
          people.flatMap((person) =>
            ['centre-a', 'centre-b'].map((centre) =>
              Buffer.from(trial.key(centre, `${person} 1 infusion`), 'base64url'),
            ),
          ),
        ],
      ),
    );
    expect(rows).toEqual([{ records: 24, patients: 12, courses: 12 }]);
  });

  describe('refuses', () => {
    const code = async (centre: 'centre-a', patients: ReturnType<typeof whole>[], change = {}) =>
      (await trial.submit(centre, patients, change)).answer.data.submit.code as string;

    test('another centre’s name, no patients, too many, a patient twice, a key that is a number', async () => {
      expect(await code('centre-a', [whole('x')], { centre: 'centre-b' })).toBe('CENTRE_DIFFERS');
      expect(await code('centre-a', [])).toBe('PATIENT_COUNT');
      expect(
        await code(
          'centre-a',
          Array.from({ length: 101 }, (_, n) => whole(`many ${n}`)),
        ),
      ).toBe('PATIENT_COUNT');
      expect(await code('centre-a', [whole('x'), whole('x')])).toMatch('PATIENT_TWICE');
      const numbered = whole('y');
      expect(
        await code('centre-a', [
          { ...numbered, records: [{ ...numbered.records[0], key: '85073003328' } as (typeof numbered.records)[0]] },
        ]),
      ).toBe('KEY_INVALID');
      expect(await code('centre-a', [{ ...numbered, tokens: [{ epoch: 7, value: tokenOf('y') }] }])).toBe(
        'EPOCH_UNKNOWN',
      );
    });

    test('a signature over other content, a literal in the document, a person who submits', async () => {
      const submission = {
        version: 1,
        id: crypto.randomUUID(),
        centre: 'centre-a',
        demonstration: true,
        patients: [whole('z')],
      };
      const signature = await signDetached(
        canonicalBytes(submission),
        'longview-submission+jws',
        'centre-a-1',
        trial.agents['centre-a'].secret,
      );
      const changed = await trial.askAsAgent('centre-a', SUBMIT_DOCUMENT, {
        submission: { ...submission, demonstration: false },
        signature,
      });
      expect(changed.data.submit.code).toBe('SIGNATURE_INVALID');
      const literal = await trial.askAsAgent(
        'centre-a',
        `mutation { submit(submission: {version: 1, id: "a", centre: "centre-a", demonstration: true, patients: []}, signature: "x") { ... on Refusal { code } } }`,
      );
      expect(literal.data.submit.code).toBe('SUBMISSION_IS_LITERAL');
      const person = await trial.ask('manager@centre-a', SUBMIT_DOCUMENT, { submission, signature });
      expect(person.data.submit.code).toBe('NOT_ALLOWED');
    });

    test('a wrong type, with its path and nothing of its value', async () => {
      const patient = whole('typed');
      const records = [
        {
          ...patient.records[0],
          consent: { ...(patient.records[0]?.['consent'] as object), registry: 'Jan Peeters 1950' },
        },
      ];
      const { answer } = await trial.submit('centre-a', [{ ...patient, records: records as typeof patient.records }]);
      expect(answer.errors[0]?.extensions?.['code']).toBe('BAD_USER_INPUT');
      expect(answer.errors[0]?.message).toContain('submission.patients[0].records[0].consent.registry');
      const extra = [{ ...patient.records[0], infusion: { infusionDate: '2024-01-01', birthDate: '1950-01-01' } }];
      const unknown = await trial.submit('centre-a', [{ ...patient, records: extra as typeof patient.records }]);
      expect(unknown.answer.errors[0]?.extensions?.['code']).toBe('BAD_USER_INPUT');
      expect(unknown.answer.text).not.toContain('1950');
      expect(answer.text).not.toContain('Peeters');
    });
  });
});
