// In: the policies and sandboxes of schema/policies. Out: the proof that each sandbox is decided as written, and that no rule and no
// condition of a rule stands there without a sandbox that needs it.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { policyToJson, policyToText } from '@cedar-policy/cedar-wasm/nodejs';
import type { Expr, PolicyJson } from '@cedar-policy/cedar-wasm/nodejs';
import { fixedClock, unwrap } from '@longview/foundation';
import { loadPolicies } from './load.ts';
import type { PolicyRequest } from './request.ts';

interface Case {
  readonly name: string;
  readonly at?: string;
  readonly change: object;
  readonly expect: { readonly decision: 'allow' | 'deny'; readonly policies: readonly string[] };
}
interface Sandbox {
  readonly at: string;
  readonly base: PolicyRequest;
  readonly cases: readonly Case[];
}

const folder = join(import.meta.dirname, '../../../schema/policies');
const textOf = (file: string) => readFileSync(join(folder, file), 'utf8');
const schemaText = textOf('longview.cedarschema');
const policies = Object.fromEntries(
  readdirSync(folder)
    .filter((file) => file.endsWith('.cedar'))
    .map((file) => [file.slice(0, -'.cedar'.length), textOf(file)]),
);

/** JSON Merge Patch (RFC 7396): null removes. */
function merged(target: unknown, patch: unknown): unknown {
  if (patch === null || typeof patch !== 'object' || Array.isArray(patch)) return patch;
  const result: Record<string, unknown> =
    target !== null && typeof target === 'object' && !Array.isArray(target) ? { ...target } : {};
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete result[name];
    else result[name] = merged(result[name], value);
  }
  return result;
}

const trials = readdirSync(join(folder, 'cases')).flatMap((file) => {
  const sandbox = JSON.parse(textOf(join('cases', file))) as Sandbox;
  return sandbox.cases.map((trial) => ({
    name: `${sandbox.base.action}: ${trial.name}`,
    at: trial.at ?? sandbox.at,
    request: merged(sandbox.base, trial.change) as PolicyRequest,
    expected: trial.expect,
  }));
});

type Trial = (typeof trials)[number];

/** A decider under a set of rules whose clock stands at the instant of each sandbox. */
function deciderOf(set: Readonly<Record<string, string>>) {
  let at = '';
  const clock = { now: () => new Date(at) };
  const engine = unwrap(loadPolicies({ schemaText, policies: set }, { clock, keepSeconds: 0 }));
  return (trial: Trial) => {
    at = trial.at;
    return engine.decide(trial.request);
  };
}

/** Whether a sandbox is not decided as expected under another set of rules. */
function flips(set: Readonly<Record<string, string>>): (trial: Trial) => boolean {
  const decide = deciderOf(set);
  return (trial) => decide(trial).decision !== trial.expected.decision;
}

describe('the sandboxes', () => {
  const decide = deciderOf(policies);

  test.each(trials.map((trial) => [trial.name, trial] as const))('%s', (_name, trial) => {
    const { decision, policies: by, errors } = decide(trial);
    expect({ decision, policies: by, errors }).toEqual({ ...trial.expected, errors: [] });
  });

  test('every action has an allow and at least two denials', () => {
    const actions = [...schemaText.matchAll(/^action ((?:"\w+"(?:, )?)+)[^;]*?appliesTo/gms)].flatMap((match) =>
      [...(match[1] ?? '').matchAll(/"(\w+)"/g)].map((name) => name[1]),
    );
    expect(actions.length).toBeGreaterThanOrEqual(13);
    for (const action of actions) {
      const decisions = trials
        .filter(({ request }) => request.action === action)
        .map((trial) => trial.expected.decision);
      expect([action, decisions.includes('allow')]).toEqual([action, true]);
      expect([action, decisions.filter((decision) => decision === 'deny').length >= 2]).toEqual([action, true]);
    }
  });
});

describe('every rule', () => {
  test.each(Object.entries(policies))('%s says what it is, for whom, and names its source', (_id, text) => {
    expect(text).toMatch(
      /^\/\/ (Allows|Forbids): .+\n(\/\/ .+\n)*\/\/ Because: .+\n(\/\/ .+\n)*\/\/ Serves: .+\n@article\("(GDPR|EHDS) \d+/,
    );
    expect(text).toMatch(text.startsWith('// Allows') ? /^permit \($/m : /^forbid \($/m);
  });

  test.each(Object.entries(policies))('%s is needed by a sandbox', (id, text) => {
    const { [id]: _removed, ...rest } = policies;
    const lost = text.startsWith('// Allows') ? 'allow' : 'deny';
    const changed = trials.filter(flips(rest));
    expect(changed.length).toBeGreaterThan(0);
    expect(changed.every((trial) => trial.expected.decision === lost)).toBe(true);
  });
});

/** Every way to drop one operand of an `&&` or `||`, or one alternative of a list, from an expression. */
function weakened(expression: Expr): Expr[] {
  const node = expression as Record<string, { left: Expr; right: Expr } | { arg: Expr } | undefined>;
  const variants: Expr[] = [];
  for (const operator of ['&&', '||'] as const) {
    const both = node[operator];
    if (both === undefined || !('left' in both)) continue;
    variants.push(both.left, both.right);
    for (const left of weakened(both.left)) variants.push({ [operator]: { left, right: both.right } } as Expr);
    for (const right of weakened(both.right)) variants.push({ [operator]: { left: both.left, right } } as Expr);
  }
  for (const operator of ['contains', 'containsAny'] as const) {
    const membership = node[operator];
    if (membership === undefined || !('left' in membership)) continue;
    for (const side of ['left', 'right'] as const) {
      const list = (membership[side] as { Set?: Expr[] }).Set;
      for (const [index] of (list ?? []).entries())
        variants.push({ [operator]: { ...membership, [side]: { Set: list?.toSpliced(index, 1) } } } as unknown as Expr);
    }
  }
  return variants;
}

const mutants = Object.entries(policies).flatMap(([id, text]) => {
  const answer = policyToJson(text);
  if (answer.type === 'failure') throw new Error(id);
  const { effect, conditions } = answer.json;
  const variants: PolicyJson[] = conditions.flatMap((clause, index) =>
    [undefined, ...weakened(clause.body)].map((body) => ({
      ...answer.json,
      conditions:
        body === undefined ? conditions.toSpliced(index, 1) : conditions.toSpliced(index, 1, { ...clause, body }),
    })),
  );
  // A permit must also need to say whom it is for.
  if (effect === 'permit' && answer.json.principal.op !== 'All')
    variants.push({ ...answer.json, principal: { op: 'All' } });
  return variants.map((json) => {
    const written = policyToText({ ...json, annotations: {} });
    if (written.type === 'failure') throw new Error(id);
    return [id, written.text] as const;
  });
});

test('there are conditions to break', () => expect(mutants.length).toBeGreaterThan(50));

// An `x has y &&` in front of a use of y is no condition of its own: without it the set does not even load.
test.each(mutants)('%s with one condition less is caught: %s', (id, text) => {
  const set = { ...policies, [id]: text };
  const loaded = loadPolicies({ schemaText, policies: set }, { clock: fixedClock('2026-06-15T09:00:00Z') });
  expect(!loaded.ok || trials.some(flips(set))).toBe(true);
});
