import { describe, expect, test } from '@jest/globals';
import { canonicalJson, systemIds, utf8 } from '@longview/foundation';
import { canonicalBytes, MAX_RECORDS, type Receipt, signDetached, submissionSchema } from '@longview/wire';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { exportJWK, generateKeyPair } from 'jose';
import type { Pseudonymous } from '../pseudonymise/index.ts';
import { backoff } from './backoff.ts';
import { buildSubmissions } from './build.ts';
import { checkReceipt } from './check-receipt.ts';
import { readSubmitAnswer } from './read-answer.ts';

const blinded = (n: number): string => String(n).padStart(43, 'A');
/** With `repeats`, a record stands in the hospital's files more than once. */
const patient = (n: number, records: number, repeats = 1000): Pseudonymous => ({
  patient: {
    tokens: [{ epoch: 1, value: String(n).padStart(86, 'B') }],
    linkable: true,
    age: { value: 61, on: '2025-03-10' },
  },
  records: Array.from({ length: records }, (_, index) => {
    const key = blinded(n * 1000 + (index % repeats));
    return {
      submitted: { key, course: blinded(n), system: 'ehr', infusion: { infusionDate: '2025-03-10' } },
      place: { key, type: 'Infusion', file: 'a.csv', line: 2 },
    };
  }),
});
const options = { centre: 'gent', demonstration: false, batch: 50, ids: systemIds };

describe('building submissions', () => {
  test('every record stands in one submission once, within the limits of the wire', () => {
    const valid = new Ajv2020({ strict: false, validateFormats: false }).compile(submissionSchema());
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })),
          { maxLength: 30 },
        ),
        fc.integer({ min: 1, max: 12 }),
        (shape, batch) => {
          const patients = shape.map(([n, records, repeats]) => patient(n, records, repeats));
          const built = buildSubmissions(patients, { ...options, batch });
          expect(built.flatMap(({ records }) => records)).toEqual(
            patients.flatMap((one) => one.records.map(({ place }) => place)),
          );
          for (const { submission, body, records } of built) {
            expect(valid(submission)).toBe(true);
            expect(submission.patients.length).toBeLessThanOrEqual(batch);
            expect(new Set(records.map(({ key }) => key)).size).toBe(records.length);
            expect(body).toEqual(canonicalBytes(JSON.parse(new TextDecoder().decode(body))));
          }
          expect(new Set(built.map(({ submission }) => submission.id)).size).toBe(built.length);
        },
      ),
      { numRuns: 50 },
    );
  });

  test('a submission stays well below the size that the registry takes', () => {
    const built = buildSubmissions(
      Array.from({ length: 100 }, (_, n) => patient(n, 400)),
      { ...options, batch: 100 },
    );
    expect(built.length).toBeGreaterThan(1);
    for (const { body } of built) expect(body.length).toBeLessThan(5_000_000);
    expect(built.flatMap(({ records }) => records)).toHaveLength(40_000);
  });

  test('a patient with too many records for one submission comes in several', () => {
    const built = buildSubmissions([patient(1, MAX_RECORDS + 1)], options);
    expect(built.map(({ records }) => records.length)).toEqual([MAX_RECORDS, 1]);
  });
});

describe('the receipt', () => {
  const sent = { id: 'id-1', bodyHash: 'hash', keys: new Set(['a', 'b']) };
  const receipt: Receipt = {
    version: 1,
    submission: 'id-1',
    bodyHash: 'hash',
    receivedAt: '2026-03-01T08:00:00Z',
    leafHash: 'leaf',
    records: [
      { key: 'a', outcome: 'ACCEPTED', problems: [] },
      { key: 'b', outcome: 'REFUSED', problems: [{ rule: 'D01', severity: 'error', message: 'm', mend: 'n' }] },
    ],
  };
  const keys = async () => {
    const { privateKey, publicKey } = await generateKeyPair('EdDSA', { extractable: true });
    const { x } = await exportJWK(publicKey);
    return { priv: await exportJWK(privateKey), pub: { kty: 'OKP', crv: 'Ed25519', x: x as string } as const };
  };
  const sign = (
    value: unknown,
    priv: object,
    typ: 'longview-receipt+jws' | 'longview-submission+jws' = 'longview-receipt+jws',
  ) => signDetached(canonicalBytes(value), typ, 'registry', priv);

  test('holds when the registry signed it over these bytes and all records', async () => {
    const { priv, pub } = await keys();
    const text = canonicalJson(receipt);
    expect(await checkReceipt(text, await sign(receipt, priv), sent, pub)).toEqual({ ok: true, value: receipt });
  });

  test.each([
    ['another key', 'RECEIPT_NOT_SIGNED', receipt, async () => sign(receipt, (await keys()).priv)],
    ['a changed receipt', 'RECEIPT_NOT_SIGNED', { ...receipt, leafHash: 'x' }, (priv: object) => sign(receipt, priv)],
    [
      'a signature of a submission',
      'RECEIPT_NOT_SIGNED',
      receipt,
      (priv: object) => sign(receipt, priv, 'longview-submission+jws'),
    ],
    ['no signature', 'RECEIPT_NOT_SIGNED', receipt, () => ''],
    ['another submission', 'RECEIPT_OF_ANOTHER', { ...receipt, submission: 'id-2' }, undefined],
    ['another body', 'RECEIPT_OF_ANOTHER', { ...receipt, bodyHash: 'other' }, undefined],
    ['a record left out', 'RECEIPT_OF_ANOTHER', { ...receipt, records: receipt.records.slice(1) }, undefined],
    [
      'a record told twice',
      'RECEIPT_OF_ANOTHER',
      { ...receipt, records: [...receipt.records, receipt.records[0]] },
      undefined,
    ],
    [
      'a record that was not sent',
      'RECEIPT_OF_ANOTHER',
      { ...receipt, records: [receipt.records[0], { key: 'c', outcome: 'ACCEPTED', problems: [] }] },
      undefined,
    ],
    ['another version', 'RECEIPT_MALFORMED', { ...receipt, version: 2 }, undefined],
    [
      'an unknown outcome',
      'RECEIPT_MALFORMED',
      { ...receipt, records: [{ key: 'a', outcome: 'FINE', problems: [] }] },
      undefined,
    ],
    ['nothing', 'RECEIPT_MALFORMED', null, undefined],
  ] as const)('is refused with %s', async (_, code, value, signature) => {
    const { priv, pub } = await keys();
    const mark = signature ? await signature(priv) : await sign(value, priv);
    expect(await checkReceipt(canonicalJson(value), mark, sent, pub)).toMatchObject({ ok: false, error: { code } });
  });
});

describe('the registry’s answer', () => {
  const now = new Date('2026-03-01T08:00:00Z');
  const read = (status: number, body: unknown, headers = {}) =>
    readSubmitAnswer({ status, headers, body: utf8(typeof body === 'string' ? body : JSON.stringify(body)) }, now);
  const submit = (value: unknown) => ({ data: { submit: value } });

  test('is a receipt, or a refusal for good', () => {
    expect(read(200, submit({ __typename: 'SubmissionReceipt', receipt: '{}', signature: 's' }))).toEqual({
      kind: 'receipt',
      receipt: '{}',
      signature: 's',
    });
    expect(read(200, submit({ __typename: 'Refusal', code: 'ID_REUSED', message: 'm', path: null }))).toEqual({
      kind: 'refused',
      refusal: { code: 'ID_REUSED', message: 'm' },
    });
    const misfit = { errors: [{ message: 'm', path: ['submit'], extensions: { code: 'BAD_USER_INPUT' } }] };
    for (const status of [200, 400])
      expect(read(status, misfit)).toEqual({
        kind: 'refused',
        refusal: { code: 'BAD_USER_INPUT', message: 'm', path: 'submit' },
      });
    for (const body of ['<html>', { errors: [{ message: 'too large' }] }])
      expect(read(413, body)).toMatchObject({ kind: 'refused', refusal: { code: 'TOO_LARGE' } });
  });

  test.each([
    ['garbage', 200, '<html>proxy says hello</html>'],
    ['garbage as a client error', 400, 'Bad Request'],
    ['a fault', 200, { errors: [{ message: 'Internal', extensions: { code: 'INTERNAL_SERVER_ERROR' } }], data: null }],
    ['a restart', 503, { errors: [] }],
    ['a login', 401, { errors: [{ message: 'no' }] }],
    ['an unknown member of the union', 200, submit({ __typename: 'Later' })],
    ['a receipt without signature', 200, submit({ __typename: 'SubmissionReceipt', receipt: '{}' })],
    ['a receipt that is no text', 200, submit({ __typename: 'SubmissionReceipt', receipt: {}, signature: 's' })],
    ['nothing', 200, { data: { submit: null } }],
    ['an array', 200, '[]'],
  ])('is trouble with %s: the same bytes go again', (_, status, body) => {
    expect(read(status, body)).toMatchObject({ kind: 'trouble' });
  });

  test('says when to come back', () => {
    expect(read(503, '', { 'retry-after': '120' })).toMatchObject({ retryAt: new Date('2026-03-01T08:02:00Z') });
    expect(read(503, '', { 'retry-after': 'Sun, 01 Mar 2026 09:00:00 GMT' })).toMatchObject({
      retryAt: new Date('2026-03-01T09:00:00Z'),
    });
    expect(read(503, '', { 'retry-after': 'soon' })).toMatchObject({ retryAt: undefined });
  });
});

test('waiting doubles to five minutes and is spread', () => {
  const of = (attempts: number, byte: number) => backoff(attempts, { bytes: () => Uint8Array.of(byte) });
  expect([1, 2, 3, 9, 10, 99].map((n) => of(n, 255))).toEqual([1000, 2000, 4000, 256_000, 300_000, 300_000]);
  expect(of(1, 0)).toBe(500);
});
