// An agent that holds a good key and means harm, or is broken: what it signs is refused with a code, never a fault, and nothing gets past
// the types of the contract.
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { canonicalBytes, signDetached, SUBMIT_DOCUMENT } from '@longview/wire';
import { patientOf, TrialRegistry } from '../support/trial-registry.ts';

let trial: TrialRegistry;
beforeAll(async () => {
  trial = await TrialRegistry.start();
});
afterAll(() => trial.stop());
afterEach(() => expect(trial.faults.splice(0)).toEqual([]));

type Loose = Record<string, any>;
const good = (): Loose => ({
  version: 1,
  id: randomUUID(),
  centre: 'centre-a',
  demonstration: true,
  patients: [patientOf(trial, 'centre-a', randomUUID(), { infused: '2024-01-01', product: 'L01XL03' })],
});
const sign = (submission: unknown): Promise<string> =>
  signDetached(
    canonicalBytes(submission as Parameters<typeof canonicalBytes>[0]),
    'longview-submission+jws',
    'centre-a-1',
    trial.agents['centre-a'].secret,
  );
const codeOf = async (submission: unknown, signature?: string, document = SUBMIT_DOCUMENT): Promise<unknown> => {
  const variables = { submission, signature: signature ?? (await sign(submission)) };
  const { data, errors } = await trial.askAsAgent('centre-a', document, variables);
  return errors[0]?.extensions?.['code'] ?? data.submit.code ?? data.submit.__typename;
};
const header = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('submissions', () => {
  test('what is changed below is a good one', async () => expect(await codeOf(good())).toBe('SubmissionReceipt'));

  test.each<[string, (submission: Loose) => unknown, string]>([
    ['one patient for a list', (s) => (s['patients'] = s['patients'][0]), 'PATIENT_COUNT'],
    ['one record for a list', (s) => (s['patients'][0].records = s['patients'][0].records[0]), 'RECORD_COUNT'],
    ['one token for a list', (s) => (s['patients'][0].tokens = s['patients'][0].tokens[0]), 'TOKEN_INVALID'],
    ['no patient', (s) => (s['patients'] = []), 'PATIENT_COUNT'],
    ['a patient too many', (s) => (s['patients'] = Array(101).fill(s['patients'][0])), 'PATIENT_COUNT'],
    ['the same patient twice', (s) => s['patients'].push(s['patients'][0]), 'PATIENT_TWICE'],
    ['another version', (s) => (s['version'] = 2), 'VERSION_UNKNOWN'],
    ['an id that is a number', (s) => (s['id'] = 5), 'SUBMISSION_ID_INVALID'],
    ['an id with NUL', (s) => (s['id'] = '\0'), 'SUBMISSION_ID_INVALID'],
    ['a key that is a number of the hospital', (s) => (s['patients'][0].records[0].key = '1234567'), 'KEY_INVALID'],
    ['a course key that is one', (s) => (s['patients'][0].records[0].course = 7), 'KEY_INVALID'],
    ['an age beyond all', (s) => (s['patients'][0].age = { value: 1e308, on: '2024-01-01' }), 'AGE_INVALID'],
    ['an epoch that is none', (s) => (s['patients'][0].tokens[0].epoch = -1), 'TOKEN_INVALID'],
    ['an epoch not in force', (s) => (s['patients'][0].tokens[0].epoch = 9), 'EPOCH_UNKNOWN'],
    ['a source system that is a text', (s) => (s['patients'][0].records[0].system = 'Jan Peeters'), 'BAD_USER_INPUT'],
    ['a member more', (s) => (s['patients'][0].name = 'Jan Peeters'), 'BAD_USER_INPUT'],
    ['records that are nothing', (s) => (s['patients'][0].records = null), 'BAD_USER_INPUT'],
  ])('%s', async (_what, change, code) => {
    const submission = good();
    change(submission);
    expect(await codeOf(submission)).toBe(code);
  });

  test('half a character cannot have been signed', async () => {
    const submission = { ...good(), id: '\ud800' };
    expect(await codeOf(submission, `${header({ alg: 'EdDSA', kid: 'centre-a-1' })}..AAAA`)).toBe('SIGNATURE_INVALID');
  });

  test.each<[string, () => Promise<string> | string, string]>([
    ['none', () => '', 'KEY_UNKNOWN'],
    ['a word', () => 'x', 'KEY_UNKNOWN'],
    ['nothing but dots', () => '.'.repeat(100_000), 'KEY_UNKNOWN'],
    ['a header that is null', () => `${header(null)}..AA`, 'KEY_UNKNOWN'],
    ['a key called __proto__', () => `${header({ alg: 'EdDSA', kid: '__proto__' })}..AAAA`, 'KEY_UNKNOWN'],
    [
      'signed by nobody',
      () => `${header({ alg: 'none', kid: 'centre-a-1', typ: 'longview-submission+jws' })}..AAAA`,
      'SIGNATURE_INVALID',
    ],
    ['of another submission', () => sign(good()), 'SIGNATURE_INVALID'],
    [
      'of another kind',
      () => signDetached(new Uint8Array(), 'longview-receipt+jws', 'centre-a-1', trial.agents['centre-a'].secret),
      'SIGNATURE_INVALID',
    ],
  ])('a signature that is %s', async (_what, signature, code) => {
    expect(await codeOf(good(), await signature())).toBe(code);
  });
});

describe('documents around a submission', () => {
  const SUBMIT = '{ __typename ... on Refusal { code } }';

  test('what is signed is the variable of the very field, so that its types were checked', async () => {
    // `other` is never coerced: it belongs to the operation that is not run.
    const document = `mutation M($submission: SubmissionInput!, $signature: String!) { submit(submission: $submission, signature: $signature) ${SUBMIT} }
      mutation N($other: SubmissionInput!, $signature: String!) { submit(submission: $other, signature: $signature) ${SUBMIT} }`;
    const unchecked = good();
    unchecked['patients'][0].records[0].system = 'Jan Peeters';
    const variables = { submission: good(), other: unchecked, signature: await sign(unchecked) };
    const body = JSON.stringify({ query: document, variables, operationName: 'M' });
    const { data } = await trial.post(body, await trial.assertion('centre-a', body));
    expect(data.submit.code).toBe('SIGNATURE_INVALID');
  });

  test('two submissions in one document are each their own', async () => {
    const [one, two] = [good(), good()];
    const { data } = await trial.askAsAgent(
      'centre-a',
      `mutation ($one: SubmissionInput!, $two: SubmissionInput!, $s1: String!, $s2: String!) {
        a: submit(submission: $one, signature: $s1) ${SUBMIT} b: submit(submission: $two, signature: $s2) ${SUBMIT}
        c: submit(submission: $one, signature: $s2) ${SUBMIT} }`,
      { one, two, s1: await sign(one), s2: await sign(two) },
    );
    expect([data.a.__typename, data.b.__typename, data.c.code]).toEqual([
      'SubmissionReceipt',
      'SubmissionReceipt',
      'SIGNATURE_INVALID',
    ]);
  });

  test.each([
    ['a literal', '{ version: 1, id: "x", centre: "centre-a", demonstration: true, patients: [] }', ''],
    [
      'a literal with a variable in it',
      '{ version: 1, id: $id, centre: "centre-a", demonstration: true, patients: [] }',
      '$id: ID = "x", ',
    ],
    [
      'a default',
      '$s',
      '$s: SubmissionInput = { version: 1, id: "x", centre: "centre-a", demonstration: true, patients: [] }, ',
    ],
    [
      'a default of a variable called constructor',
      '$constructor',
      '$constructor: SubmissionInput = { version: 1, id: "x", centre: "centre-a", demonstration: true, patients: [] }, ',
    ],
  ])('%s is not what was signed', async (_what, value, declared) => {
    const { data } = await trial.askAsAgent(
      'centre-a',
      `mutation (${declared}$signature: String!) { submit(submission: ${value}, signature: $signature) ${SUBMIT} }`,
      { signature: 'x' },
    );
    expect(data.submit.code).toBe('SUBMISSION_IS_LITERAL');
  });
});

describe('cosignatures', () => {
  test.each([
    '',
    'x',
    'x'.repeat(200_000),
    '\n\n— a b\n',
    '\ud800',
    'a\n1\nb\n\n— x y\n',
    `a\n${'9'.repeat(400)}\nAAAA\n\n— x AAAA\n`,
  ])('that are none (%#)', async (note) => {
    const { data } = await trial.askAsAgent(
      'centre-a',
      `mutation ($note: String!) { cosign(note: $note) ${REFUSAL} }`,
      { note },
    );
    expect(data.cosign).toEqual({ code: 'COSIGNATURE_REFUSED' });
  });
});

const REFUSAL = '{ ... on Refusal { code } }';
