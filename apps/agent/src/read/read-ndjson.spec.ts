// One JSON object a line becomes the same rows as CSV does; what is no such object costs its line.
import { describe, expect, test } from '@jest/globals';
import type { SourceEvent } from '@longview/csv';
import { readNdjson } from './read-ndjson.ts';

async function read(input: string | Uint8Array, size = 11): Promise<SourceEvent[]> {
  const bytes = typeof input === 'string' ? new TextEncoder().encode(input) : input;
  async function* pieces() {
    for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size);
  }
  const events: SourceEvent[] = [];
  for await (const event of readNdjson(pieces(), { file: 'a.ndjson', source: 'ehr', today: '2026-01-01' }))
    events.push(event);
  return events;
}
const line = (more: object): string =>
  JSON.stringify({
    identity: { nationalNumber: '85073003328', birthDate: '1985-07-30', sex: 'male' },
    recordType: 'Infusion',
    record: { infusionDate: '2020-01-12' },
    ...more,
  });
const told = (events: SourceEvent[]) =>
  events.map((event) =>
    event.kind === 'refused' ? `${event.problem.rule} ${event.problem.place.line}` : `${event.kind}`,
  );
const ids = (events: SourceEvent[]) =>
  events.flatMap((event) =>
    event.kind === 'row' ? event.contents().records.map((record) => record.sourceRecordId) : [],
  );

describe('a record a line', () => {
  test('with key and course', async () => {
    const [event] = await read(`\ufeff${line({ key: 'k1', course: 7 })}\r\n`);
    expect(event?.kind === 'row' && event.contents().records[0]).toMatchObject({
      type: 'Infusion',
      sourceRecordId: 'k1|Infusion|1',
      courseKey: '7',
      source: 'ehr',
      record: { infusionDate: '2020-01-12' },
      place: { file: 'a.ndjson', line: 1 },
    });
  });
  test('without a key, known by its ordinal for the patient, and the number is not in the id', async () => {
    const got = ids(await read(`${line({})}\n${line({})}\n${line({ recordType: 'Apheresis' })}\n`));
    expect(got.map((id) => id.split('|').slice(1).join())).toEqual(['Infusion,1', 'Infusion,2', 'Apheresis,1']);
    expect(got.join()).not.toContain('85073003328');
    expect(ids(await read(line({})))).toEqual(got.slice(0, 1));
  });
  test('may be taken back by its key, never without', async () => {
    const [event] = await read(line({ key: 'k1', record: undefined, withdraw: { reason: 'enteredInError' } }));
    expect(event?.kind === 'row' && event.contents().records[0]).toMatchObject({
      record: {},
      withdraw: { reason: 'enteredInError' },
    });
    expect(told(await read(line({ withdraw: { reason: 'x' } })))).toEqual(['J04 1']);
  });
});

describe('costs its line', () => {
  test.each<[string, string | Uint8Array, string]>([
    ['no JSON', 'nonsense\n', 'J02 1'],
    ['an array', '[1]\n', 'J02 1'],
    ['no identity', `${line({ identity: undefined })}\n`, 'J02 1'],
    ['an identity that is a text', `${line({ identity: '85073003328' })}\n`, 'J02 1'],
    ['no record', `${line({ record: undefined })}\n`, 'J02 1'],
    ['an unknown type', `${line({ recordType: 'constructor' })}\n`, 'J03 1'],
    ['half a last line', line({}).slice(0, 60), 'J01 1'],
    ['other bytes', Uint8Array.of(0x7b, 0xe9, 0x7d, 0x0a), 'J01 1'],
  ])('%s', async (_name, bad, expected) => {
    expect(told(await read(bad))).toEqual([expected]);
    if (typeof bad === 'string' && bad.endsWith('\n'))
      expect(told(await read(`${bad}${line({})}\n`))).toEqual([expected, 'row']);
  });
  test('a line of two megabytes', async () => {
    const long = `{"x": "${'a'.repeat(2_000_000)}"}\n`;
    expect(told(await read(`${line({})}\n${long}${line({ key: 'z' })}\n`, 65_536))).toEqual(['row', 'J01 2', 'row']);
  });
});

test('a wrong national number is refused without being printed', async () => {
  const [event] = await read(line({ identity: { nationalNumber: '85073003329', birthDate: '1985-07-30' } }));
  expect(event?.kind === 'row' && event.identity.ok).toBe(false);
  expect(JSON.stringify(event?.kind === 'row' && [event, event.contents()])).not.toContain('85073003329');
});

test('half a character in a key becomes one that can be hashed', async () => {
  const [id = ''] = ids(await read(line({ key: 'k' }).replace('"k"', '"k\\ud800"')));
  expect(id).toBe('k\ufffd|Infusion|1');
});

test('a correction may say why', async () => {
  const [event] = await read(line({ key: 'k1', reason: 'typingError' }));
  expect(event?.kind === 'row' && event.contents().records[0]).toMatchObject({ reason: 'typingError' });
});

test('__proto__ in a line sets no prototype', async () => {
  const [event] = await read(line({}).replace('"record":{', '"record":{"__proto__":{"infusionType":"boost"},'));
  expect(event?.kind === 'row' && event.contents().records[0]?.record['infusionType']).toBeUndefined();
});
