import { describe, expect, test } from '@jest/globals';
import { unwrap } from '@longview/foundation';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { exportJWK, generateKeyPair } from 'jose';
import { canonicalBytes, contentOf, keyIdOf, signDetached, submissionSchema, verifyDetached } from '../index.ts';

const blinded = 'A'.repeat(43);
const submission = {
  version: 1,
  id: '0198c0de-0000-7000-8000-000000000001',
  centre: 'centre-1',
  demonstration: true,
  patients: [
    {
      tokens: [{ epoch: 1, value: 'A'.repeat(86) }],
      linkable: true,
      age: { value: 61, on: '2025-03-10' },
      records: [{ key: blinded, course: blinded, system: 'ehr', infusion: { infusionDate: '2025-03-10' } }],
    },
  ],
};

const keys = async () => {
  const { privateKey, publicKey } = await generateKeyPair('EdDSA', { extractable: true });
  return { privateJwk: await exportJWK(privateKey), publicJwk: await exportJWK(publicKey) };
};

describe('the wire', () => {
  test('a signature holds over the canonical bytes and over nothing else', async () => {
    const { privateJwk, publicJwk } = await keys();
    const signature = await signDetached(canonicalBytes(submission), 'longview-submission+jws', 'k1', privateJwk);
    expect(keyIdOf(signature)).toBe('k1');
    const shuffled = JSON.parse(
      JSON.stringify(
        submission,
        Object.keys(submission)
          .reverse()
          .concat([
            'tokens',
            'epoch',
            'value',
            'linkable',
            'age',
            'on',
            'records',
            'key',
            'course',
            'system',
            'infusion',
            'infusionDate',
          ]),
      ),
    ) as unknown;
    expect(
      unwrap(await verifyDetached(signature, canonicalBytes(shuffled), 'longview-submission+jws', publicJwk)),
    ).toEqual({ kid: 'k1' });
    for (const [text, payload, typ, key] of [
      [signature, { ...submission, centre: 'centre-2' }, 'longview-submission+jws', publicJwk],
      [signature, submission, 'longview-receipt+jws', publicJwk],
      [signature, submission, 'longview-submission+jws', (await keys()).publicJwk],
      [signature.replace('..', '.e30.'), submission, 'longview-submission+jws', publicJwk],
      ['', submission, 'longview-submission+jws', publicJwk],
    ] as const) {
      expect((await verifyDetached(text, canonicalBytes(payload), typ, key)).ok).toBe(false);
    }
  });

  test('the schema takes a sound submission and refuses what is not in the contract', () => {
    const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(submissionSchema());
    expect(validate(submission)).toBe(true);
    const broken = (change: (copy: any) => void) => {
      const copy = structuredClone(submission);
      change(copy);
      return validate(copy);
    };
    expect(broken((copy) => (copy.patients[0].name = 'x'))).toBe(false);
    expect(broken((copy) => (copy.patients[0].records[0].infusion.birthDate = '1950-01-01'))).toBe(false);
    expect(broken((copy) => (copy.patients[0].records[0].icans = {}))).toBe(false);
    expect(broken((copy) => (copy.patients[0].records[0].key = '85073003328'))).toBe(false);
    expect(broken((copy) => (copy.patients = []))).toBe(false);
    expect(broken((copy) => (copy.patients[0].records[0].infusion.setting = 'two words'))).toBe(false);
  });

  test('a record holds exactly one content', () => {
    const record = { key: blinded, system: 'ehr' };
    expect(contentOf({ ...record, infusion: { infusionDate: 'x' } })).toEqual({
      type: 'Infusion',
      body: { infusionDate: 'x' },
    });
    expect(contentOf({ ...record, withdraw: { reason: 'enteredInError' } })).toEqual({ withdraw: 'enteredInError' });
    expect(contentOf(record)).toBeUndefined();
    expect(contentOf({ ...record, infusion: {}, icans: {} })).toBeUndefined();
    expect(contentOf({ ...record, infusion: {}, withdraw: { reason: 'x' } })).toBeUndefined();
  });
});
