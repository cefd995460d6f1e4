// In: the dictionary. Out: JSON Schema of the submission as it travels.
import { RECORD_TYPE_NAMES, recordClass } from '@longview/clinical';
import { CODE, describe, jsonSchemaOf } from '@longview/dictionary';
import { MAX_PATIENTS, MAX_RECORDS, MAX_TOKENS, memberOf } from './submission.ts';

const blinded = {
  type: 'string',
  pattern: '^[A-Za-z0-9_-]{43}$',
  title: 'HMAC-SHA256 under a key that never leaves the centre',
};
const code = { type: 'string', pattern: CODE.source };

export function submissionSchema(): Record<string, unknown> {
  const types = RECORD_TYPE_NAMES;
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: 'https://longview.example/wire/submission.v1.json',
    title: 'Submission, version 1',
    type: 'object',
    properties: {
      version: { const: 1 },
      id: { type: 'string', format: 'uuid' },
      centre: code,
      demonstration: { type: 'boolean' },
      patients: { type: 'array', minItems: 1, maxItems: MAX_PATIENTS, items: { $ref: '#/$defs/patient' } },
    },
    required: ['version', 'id', 'centre', 'demonstration', 'patients'],
    additionalProperties: false,
    $defs: {
      patient: {
        type: 'object',
        properties: {
          tokens: {
            type: 'array',
            minItems: 1,
            maxItems: MAX_TOKENS,
            items: {
              type: 'object',
              properties: {
                epoch: { type: 'integer', minimum: 1 },
                value: { type: 'string', pattern: '^[A-Za-z0-9_-]{86}$' },
              },
              required: ['epoch', 'value'],
              additionalProperties: false,
            },
          },
          linkable: { type: 'boolean' },
          age: {
            type: ['object', 'null'],
            properties: { value: { type: 'number', minimum: 0, maximum: 120 }, on: { type: 'string', format: 'date' } },
            required: ['value', 'on'],
            additionalProperties: false,
          },
          records: { type: 'array', minItems: 1, maxItems: MAX_RECORDS, items: { $ref: '#/$defs/record' } },
        },
        required: ['tokens', 'linkable', 'records'],
        additionalProperties: false,
      },
      record: {
        type: 'object',
        properties: {
          key: blinded,
          course: { ...blinded, type: ['string', 'null'] },
          system: code,
          withdraw: {
            type: ['object', 'null'],
            properties: { reason: code },
            required: ['reason'],
            additionalProperties: false,
          },
          reason: { ...code, type: ['string', 'null'], title: 'Why this content takes the place of an earlier one' },
          ...Object.fromEntries(types.map((type) => [memberOf(type), { $ref: `#/$defs/${type}` }])),
        },
        required: ['key', 'system'],
        oneOf: [...types.map((type) => ({ required: [memberOf(type)] })), { required: ['withdraw'] }],
        additionalProperties: false,
      },
      ...Object.fromEntries(types.map((type) => [type, jsonSchemaOf(describe(recordClass(type)))])),
    },
  };
}
