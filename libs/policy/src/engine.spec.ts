import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { unwrap } from '@longview/foundation';
import { loadPolicies } from './load.ts';
import type { PolicyOptions } from './load.ts';
import type { AttributeValue, PolicyRequest } from './request.ts';

const schemaText = `entity Person = { id: String, roles: Set<String> };
entity Permit = { id: String, persons: Set<String>, from: Long, to: Long, version: Long };
action "ask" appliesTo { principal: [Person], resource: [Permit], context: { now: Long, fields?: Set<String> } };`;
const policies = {
  named: 'permit (principal, action, resource) when { resource.persons.contains(principal.id) };',
  window: 'forbid (principal, action, resource) unless { resource.from <= context.now && context.now < resource.to };',
};
const START = Date.parse('2026-06-15T09:00:00Z');
const request = (permit: Record<string, AttributeValue> = {}, context = {}): PolicyRequest => ({
  principal: { type: 'Person', id: 'p', attributes: { roles: [] } },
  action: 'ask',
  resource: {
    type: 'Permit',
    id: 'r',
    attributes: { persons: ['p'], from: 0, to: START / 1000 + 3600, version: 1, ...permit },
  },
  context,
});

function engineAt(start = START, extra: Record<string, string> = {}, options: Partial<PolicyOptions> = {}) {
  const time = { now: start };
  const clock = { now: () => new Date(time.now) };
  return {
    engine: unwrap(loadPolicies({ schemaText, policies: { ...policies, ...extra } }, { clock, ...options })),
    time,
  };
}

describe('deciding', () => {
  const { engine } = engineAt();

  test('a permit that applies allows and is named', () =>
    expect(engine.decide(request())).toEqual({ decision: 'allow', policies: ['named'], errors: [] }));

  test('nothing that applies denies', () =>
    expect(engine.decide(request({ persons: ['q'] }))).toEqual({ decision: 'deny', policies: [], errors: [] }));

  test('a forbid wins over a permit and is named', () =>
    expect(engine.decide(request({ to: 1 }))).toEqual({ decision: 'deny', policies: ['window'], errors: [] }));

  test('without policies everything is denied', () => {
    const empty = unwrap(loadPolicies({ schemaText, policies: {} }, { clock: { now: () => new Date(START) } }));
    expect(empty.decide(request()).decision).toBe('deny');
  });

  test('a forbid that fails to evaluate denies although the permit applies', () => {
    const overflowing = 'forbid (principal, action, resource) when { context.now + 9223372036854775807 < 0 };';
    const { decision, policies: by, errors } = engineAt(START, { overflowing }).engine.decide(request());
    expect({ decision, by }).toEqual({ decision: 'deny', by: [] });
    expect(errors[0]).toMatch(/^overflowing: .*overflow/);
  });

  const hostile: [string, PolicyRequest][] = [
    ['an attribute that the schema does not know', request({ more: 1 })],
    ['an attribute of another type', request({ persons: 'p' })],
    ['a missing attribute', { ...request(), principal: { type: 'Person', id: 'p', attributes: {} } }],
    ['a context that the schema does not know', request({}, { spe: true })],
    ['an unknown action', { ...request(), action: 'askAll' }],
    ['a principal of a type that may not ask', { ...request(), principal: { type: 'Agent', id: 'p', attributes: {} } }],
    [
      'an empty id',
      { ...request({ persons: [''] }), principal: { type: 'Person', id: '', attributes: { roles: [] } } },
    ],
    ['its own idea of the time', request({}, { now: 5 })],
    [
      'its own second id',
      { ...request({ persons: ['q'] }), principal: { type: 'Person', id: 'p', attributes: { roles: [], id: 'q' } } },
    ],
    ['a reference where text belongs', request({ persons: { __entity: { type: 'Person', id: 'p' } } as never })],
    ['a function where a number belongs', request({ to: { __extn: { fn: 'decimal', arg: '1.0' } } as never })],
    ['a fraction', request({ to: 1.5 })],
    ['no number', request({ to: NaN })],
    ['a number beyond exact integers', request({ to: 2 ** 60 })],
    ['null', request({ persons: null as never })],
    ['a lone surrogate', request({ persons: ['\ud800', 'p'] })],
    ['a date object', request({ to: new Date(0) as never })],
  ];
  test.each(hostile)('%s is denied with its error', (_name, asked) => {
    const { decision, policies: by, errors } = engine.decide(asked);
    expect({ decision, by }).toEqual({ decision: 'deny', by: [] });
    expect(errors).not.toEqual([]);
  });

  test('whatever text is an id or a name, it is never read as policy', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', minLength: 1 }),
        fc.array(fc.string({ unit: 'grapheme' })),
        (id, persons) => {
          const asked = {
            ...request({ persons }),
            principal: { type: 'Person' as const, id, attributes: { roles: persons } },
          };
          expect(engine.decide(asked).decision).toBe(persons.includes(id) ? 'allow' : 'deny');
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('keeping a decision', () => {
  test('the same request within 60 seconds is answered from memory, in whatever order it was written', () => {
    const { engine, time } = engineAt();
    const first = engine.decide(request());
    time.now += 59_999;
    const { context, resource, action, principal } = request();
    expect(engine.decide({ context, resource, action, principal })).toBe(first);
  });

  test('after 60 seconds it is decided anew', () => {
    const { engine, time } = engineAt();
    const first = engine.decide(request());
    time.now += 60_000;
    expect(engine.decide(request())).not.toBe(first);
  });

  test('never past the end of the permit', () => {
    const { engine, time } = engineAt();
    const ending = request({ to: START / 1000 + 10 });
    expect(engine.decide(ending).decision).toBe('allow');
    time.now += 9_999;
    expect(engine.decide(ending).decision).toBe('allow');
    time.now += 1;
    expect(engine.decide(ending).decision).toBe('deny');
  });

  test('never for another version, person, field or action', () => {
    const { engine } = engineAt();
    engine.decide(request());
    expect(engine.kept).toBe(1);
    expect(engine.decide(request({ version: 2, persons: [] })).decision).toBe('deny');
    expect(
      engine.decide({ ...request(), principal: { type: 'Person', id: 'q', attributes: { roles: [] } } }).decision,
    ).toBe('deny');
    engine.decide(request({ version: 2 }));
    engine.decide(request({}, { fields: ['a'] }));
    expect(engine.kept).toBe(3);
  });

  test('a deny is not kept: the window opens on its second', () => {
    const { engine, time } = engineAt();
    const soon = request({ from: START / 1000 + 1 });
    expect(engine.decide(soon).decision).toBe('deny');
    time.now += 1000;
    expect(engine.decide(soon).decision).toBe('allow');
  });

  test('a clock that is set back does not lengthen it', () => {
    const { engine, time } = engineAt();
    const first = engine.decide(request());
    time.now -= 1;
    expect(engine.decide(request())).not.toBe(first);
  });

  test('the caller cannot change what is kept', () => {
    const { engine } = engineAt();
    const first = engine.decide(request());
    expect(() => Object.assign(first, { policies: [] })).toThrow(TypeError);
    expect(() => (first.policies as string[]).push('x')).toThrow(TypeError);
  });

  test('the memory is bounded, and the one longest unasked goes first', () => {
    const { engine } = engineAt(START, {}, { keepAtMost: 3 });
    const first = engine.decide(request({ version: 0 }));
    const second = engine.decide(request({ version: 1 }));
    engine.decide(request({ version: 2 }));
    engine.decide(request({ version: 0 }));
    engine.decide(request({ version: 3 }));
    expect(engine.kept).toBe(3);
    expect(engine.decide(request({ version: 0 }))).toBe(first);
    expect(engine.decide(request({ version: 1 }))).not.toBe(second);
  });

  test('none is kept when told so', () => {
    const { engine } = engineAt(START, {}, { keepSeconds: 0 });
    engine.decide(request());
    expect(engine.kept).toBe(0);
  });
});
