import { describe, expect, test } from '@jest/globals';
import { canonicalJson, fixedClock, unwrap } from '@longview/foundation';
import { createHash } from 'node:crypto';
import { loadPolicies, policyHashOf } from './load.ts';

const clock = fixedClock('2026-06-15T09:00:00Z');
const schemaText = `entity Person = { id: String, roles: Set<String> };
entity Registry = { id: String };
action "cut" appliesTo { principal: [Person], resource: [Registry], context: { now: Long } };`;
const steward = 'permit (principal, action, resource) when { principal.roles.contains("steward") };';
const refused = (policies: Record<string, string>, schema = schemaText) => {
  const loaded = loadPolicies({ schemaText: schema, policies }, { clock });
  return loaded.ok ? undefined : loaded.error;
};

describe('loading', () => {
  test('a good policy loads', () => expect(refused({ steward })).toBeUndefined());

  test.each([
    ['an attribute that the schema does not know', steward.replace('roles', 'rolls'), 'policyInvalid'],
    [
      'an action that the schema does not know',
      steward.replace('action,', 'action == Action::"cutt",'),
      'policyInvalid',
    ],
    [
      'a comparison of unlike types',
      steward.replace('principal.roles.contains("steward")', 'context.now == "now"'),
      'policyInvalid',
    ],
    [
      'a condition that can never hold',
      steward.replace('principal.roles.contains("steward")', 'resource is Person'),
      'policyInvalid',
    ],
    ['an optional attribute used unguarded', steward.replace('principal.roles', 'context.roles'), 'policyInvalid'],
    ['text that is no policy', 'permit (principal', 'policyUnreadable'],
    ['two policies under one id', steward + steward, 'policyUnreadable'],
    ['a template', steward.replace('principal,', 'principal == ?principal,'), 'policyUnreadable'],
  ])('%s refuses, with the id and the text', (_name, text, code) => {
    const error = refused({ good: steward, bad: text });
    expect(error?.code).toBe(code);
    expect(error?.path).toBe('bad');
    expect(error?.message).toContain(text);
  });

  test('letters that look alike are refused', () =>
    expect(refused({ bad: steward.replace('"steward"', '"stew\u0430rd"') })?.code).toBe('policyInvalid'));

  test('an unreadable schema refuses', () => expect(refused({ steward }, 'entity {')?.code).toBe('schemaUnreadable'));
});

describe('the hash of a set of rules', () => {
  const source = { schemaText, policies: { a: steward, b: steward } };
  const { policyHash } = unwrap(loadPolicies(source, { clock }));

  test('is SHA-256 over the canonical JSON, whatever the order', () => {
    expect(policyHash).toBe(
      createHash('sha256')
        .update(canonicalJson({ policies: source.policies, schema: schemaText }))
        .digest('hex'),
    );
    expect(policyHashOf({ schemaText, policies: { b: steward, a: steward } })).toBe(policyHash);
  });

  test.each([
    ['another id', { schemaText, policies: { a: steward, c: steward } }],
    ['one policy less', { schemaText, policies: { a: steward } }],
    ['a changed comment', { schemaText, policies: { a: steward, b: `// wider\n${steward}` } }],
    ['a changed schema', { schemaText: `${schemaText}\n`, policies: source.policies }],
  ])('changes with %s', (_name, other) => expect(policyHashOf(other)).not.toBe(policyHash));
});
