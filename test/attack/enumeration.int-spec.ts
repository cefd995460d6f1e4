// Somebody who tries things out: what exists but is not his is answered, byte for byte, as what does not exist.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { patientOf, PERMIT, TrialRegistry } from '../support/trial-registry.ts';

let trial: TrialRegistry;
beforeAll(async () => {
  trial = await TrialRegistry.start({
    permits: [
      PERMIT,
      { ...PERMIT, id: 'permit-b', organisation: 'company', persons: ['somebody@company'] },
      { ...PERMIT, id: 'permit-c', status: 'revoked' },
      { ...PERMIT, id: 'permit-d', from: 1, to: 2 },
    ],
  });
});
afterAll(() => trial.stop());

const sketch = {
  infused: '2024-01-01',
  product: 'L01XL03',
  disease: 'LBCL',
  assessed: '2024-06-01',
  alive: '2025-01-01',
};
const { LONGVIEW_LONG } = process.env;

describe('answers to what is not one’s own', () => {
  test.each(['researcher@university', 'stranger@university', 'manager@centre-a', 'dpo@registry', undefined])(
    'permits, asked by %s',
    async (account) => {
      const token = account === undefined ? undefined : await trial.token(account);
      const answers = await Promise.all(
        ['permit-b', 'permit-c', 'permit-d', 'permit-z', '', 'constructor', '__proto__'].map((permit) =>
          trial.send({
            headers: {
              'content-type': 'application/json',
              ...(token !== undefined && { authorization: `Bearer ${token}` }),
            },
            body: JSON.stringify({
              query:
                'query ($permit: ID) { cohort(permit: $permit, purpose: "scientificResearch") { __typename ... on Refusal { code message path } ... on Cohort { size { __typename } } } }',
              variables: { permit },
            }),
          }),
        ),
      );
      const shapes = answers.map(({ status, headers, text }) =>
        JSON.stringify([status, text, [...headers].filter(([name]) => name !== 'date')]),
      );
      expect(new Set(shapes).size).toBe(1);
      expect(shapes[0]).toContain('NOT_ALLOWED');
    },
  );

  test('cursors: of another centre’s course, and of no course', async () => {
    await trial.submit('centre-a', [patientOf(trial, 'centre-a', 'cursor a', sketch)]);
    await trial.submit('centre-b', [patientOf(trial, 'centre-b', 'cursor b', sketch)]);
    const PAGE =
      'query ($after: String) { cohort { ... on Cohort { courses(after: $after) { ... on CoursePage { nodes { id } next } ... on Refusal { code } } } ... on Refusal { code } } }';
    const [node] = (await trial.ask('manager@centre-b', PAGE)).data.cohort.courses.nodes as { id: string }[];
    const real = Buffer.from(node!.id, 'base64url');
    const none = Buffer.from(real);
    none[15]! ^= 1;
    const page = async (cursor: Buffer) =>
      (await trial.ask('manager@centre-a', PAGE, { after: cursor.toString('base64url') })).text;
    expect(await page(real)).toBe(await page(none));
    const codes = await Promise.all(
      ['', 'x', '../../etc', 'x'.repeat(5000), "' or 1=1 --"].map(
        async (after) => (await trial.ask('manager@centre-a', PAGE, { after })).data.cohort.code as string,
      ),
    );
    expect(new Set(codes)).toEqual(new Set(['CURSOR']));
  });

  test('submissions: an id that another centre used is free', async () => {
    const first = await trial.submit('centre-a', [patientOf(trial, 'centre-a', 'id a', sketch)]);
    const taken = await trial.submit('centre-b', [patientOf(trial, 'centre-b', 'id b', sketch)], {
      id: first.submission.id,
    });
    const fresh = await trial.submit('centre-b', [patientOf(trial, 'centre-b', 'id c', sketch)]);
    expect(taken.outcomes).toEqual(fresh.outcomes);
    expect(Object.keys(taken.receipt)).toEqual(Object.keys(fresh.receipt));
  });

  test('records: another centre’s key is withdrawn as a key that is none', async () => {
    await trial.submit('centre-a', [patientOf(trial, 'centre-a', 'key', sketch)]);
    const [patient] = [patientOf(trial, 'centre-b', 'key', sketch)];
    const withdrawn = async (key: string) => {
      const records = [{ key, system: 'ehr', withdraw: { reason: 'enteredInError' } }];
      const { receipt } = await trial.submit('centre-b', [{ tokens: patient.tokens, linkable: true, records }]);
      return receipt.records.map(({ outcome, problems }) => ({ outcome, problems }));
    };
    expect(await withdrawn(trial.key('centre-a', 'key 1 infusion'))).toEqual(
      await withdrawn(trial.key('centre-b', 'nothing')),
    );
  });

  test('entries of the log: a hash that is none, and no hash', async () => {
    const proof = async (leafHash: string) =>
      (
        await trial.ask(
          'stranger@university',
          'query ($leafHash: String!) { inclusionProof(leafHash: $leafHash) { ... on Refusal { code message path } } }',
          { leafHash },
        )
      ).text;
    expect(await proof('0'.repeat(64))).toBe(await proof('Peeters'));
  });
});

describe('time', () => {
  // A bound that a busy machine keeps; what is measured on a quiet one stands in the message of the failure.
  test('a patient whom another centre brought is placed as fast as one who is new', async () => {
    const runs = LONGVIEW_LONG === '1' ? 200 : 40;
    const known = Array.from({ length: runs }, (_, n) => `known ${n}`);
    for (let n = 0; n < runs; n += 40)
      await trial.submit(
        'centre-a',
        known.slice(n, n + 40).map((person) => patientOf(trial, 'centre-a', person, sketch)),
      );
    const times: Record<'known' | 'new', number[]> = { known: [], new: [] };
    const measure = async (kind: 'known' | 'new', person: string) => {
      const patient = patientOf(trial, 'centre-b', person, { ...sketch, infused: '2023-05-05' });
      const start = performance.now();
      const { outcomes } = await trial.submit('centre-b', [patient]);
      times[kind].push(performance.now() - start);
      expect(new Set(outcomes)).toEqual(new Set(['ACCEPTED']));
    };
    for (let n = -5; n < 0; n++) await trial.submit('centre-b', [patientOf(trial, 'centre-b', `warm ${n}`, sketch)]);
    for (const [n, person] of known.entries()) {
      const turns = [() => measure('known', person), () => measure('new', `new ${n}`)];
      for (const turn of n % 2 === 0 ? turns : turns.reverse()) await turn();
    }
    const [a, b] = [median(times.known), median(times.new)];
    const apart = Math.abs(a - b) / Math.min(a, b);
    expect({ known: a, new: b, apart: apart < 0.5 }).toEqual({ known: a, new: b, apart: true });
    if (LONGVIEW_LONG === '1') process.stdout.write(`known ${a.toFixed(1)} ms, new ${b.toFixed(1)} ms\n`);
  });
});

const median = (values: readonly number[]): number =>
  values.toSorted((x, y) => x - y)[Math.floor(values.length / 2)] ?? Number.NaN;
