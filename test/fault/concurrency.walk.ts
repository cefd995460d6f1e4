// In: sixteen senders of four centres on the same patients and courses, replies lost, connections and servers cut in the middle. Out: the store is
// what one sender gives who sends the same in the order of the log; each submission had one effect and one receipt. LONGVIEW_LONG=1: more of it.
import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { canonicalJson } from '@longview/foundation';
import { poll } from '@longview/local';
import { audit, auditLine } from '@longview/registry';
import type { Receipt } from '@longview/wire';
import { bodyHash, TrialRegistry } from '../support/trial-registry.ts';
import { type Disturbed, startDisturbed } from './concurrency-registry.ts';
import { Senders } from './concurrency-senders.ts';
import { orderThatCouldBe } from './concurrency-order.ts';
import { countedFaults, storeLines, type Taken, takenInOrder } from './concurrency-store.ts';
import { otherBody, tellStory } from './concurrency-story.ts';

const LONG = process.env['LONGVIEW_LONG'] === '1';
const PEOPLE = LONG ? 60 : 6;
const SENDERS = 16;
jest.setTimeout(LONG ? 1_500_000 : 180_000);

const chance = { below: (below: number) => randomInt(below) };
let disturbed: Disturbed;
let trial: TrialRegistry;
beforeAll(async () => {
  disturbed = await startDisturbed();
  ({ trial } = disturbed);
}, 120_000);
afterAll(() => trial?.stop());

/** Power cuts, by how far the senders are: PostgreSQL first, then the registry, and so on. */
const CRASHES = LONG ? 8 : 2;

/** Cuts connections all the time, and servers when so much is done. */
async function disturb(progress: () => number): Promise<{ cut: number; crashes: number }> {
  let [cut, crashes, before] = [0, 0, 0];
  for (let turn = 0; progress() < 1; turn++) {
    await sleep(400);
    // Only where something came through since the last one: a slow machine is cut more seldom, not for ever.
    if (progress() <= before) continue;
    before = progress();
    if (crashes < CRASHES && progress() > (crashes + 1) / (CRASHES + 1)) {
      await (crashes % 2 === 0 ? disturbed.crashPostgres() : disturbed.crashRegistry());
      crashes++;
    } else cut += await disturbed.cutConnections(1 + (turn % 3)).catch(() => 0);
  }
  return { cut, crashes };
}

describe('sixteen senders at once', () => {
  test('leave what one sender leaves, whatever is cut in between', async () => {
    const started = performance.now();
    const acts = tellStory(trial, chance, PEOPLE);
    const senders = new Senders(trial, chance);
    let failed = false;
    const delivering = senders.deliver(acts, SENDERS).catch((fault: unknown) => {
      failed = true;
      throw fault;
    });
    const progress = () => (failed || disturbed.ended.length > 0 ? 1 : senders.sent.done / acts.length);
    const [cuts] = await Promise.all([
      disturb(progress).then((cuts) => {
        expect(disturbed.ended).toEqual([]);
        return cuts;
      }),
      delivering,
    ]);
    const { sent } = senders;
    const seconds = (performance.now() - started) / 1000;
    const inLine = () => trial.asAdmin(async (client) => (await client.query('select from log.pending')).rowCount);
    expect(await poll(20_000, async () => ((await inLine()) === 0 ? true : undefined))).toBe(true);

    // One effect and one receipt an id; every answer is that receipt to the byte, or the other body was there first.
    const taken = await takenInOrder(trial);
    const receiptOf = new Map(taken.map((one) => [`${one.centre} ${one.id}`, one]));
    expect(taken.length).toBe(acts.length);
    const bodies = new Map(
      acts.flatMap((act) => [act.submission, otherBody(act)]).map((one) => [bodyHash(one), one] as const),
    );
    const wrong = sent.answers.filter(({ id, centre, receipt, refused, patients }) => {
      const kept = receiptOf.get(`${centre} ${id}`);
      const mine = kept !== undefined && canonicalJson(bodies.get(kept.body)?.patients) === canonicalJson(patients);
      return mine ? receipt !== kept?.receipt : refused !== 'SUBMISSION_ID_USED';
    });
    expect(wrong).toEqual([]);
    const signatures = new Map<string, Set<string>>();
    for (const { id, signature } of sent.answers)
      if (signature !== undefined) signatures.set(id, (signatures.get(id) ?? new Set()).add(signature));
    expect([...signatures].filter(([, all]) => all.size !== 1)).toEqual([]);

    expect(Object.entries(await countedFaults(trial)).filter(([, count]) => count !== 0)).toEqual([]);
    const report = await trial.asAdmin(async (client) => {
      await client.query('begin transaction isolation level repeatable read read only');
      return audit({ client, federation: trial.federation, known: [] });
    });
    expect(report.findings.map(auditLine)).toEqual([]);

    // No race was lost for good: what PostgreSQL took back, the registry did again without a word to the sender.
    const states = await disturbed.sqlStates();
    const lost = (states.get('40P01') ?? 0) + (states.get('40001') ?? 0);
    expect(disturbed.faults().filter((line) => /deadlock|serializ|duplicate key/.test(line))).toEqual([]);

    // One after another, in the order of the log, into an empty registry: the same store, and the same told to each sender.
    const bodyOf = ({ body }: Taken) => bodies.get(body) as ReturnType<typeof otherBody>;
    const { order, moved } = orderThatCouldBe(taken, sent, (one) => bodyOf(one).patients);
    const alone = await TrialRegistry.start({ poolSize: 4 });
    try {
      const differ: unknown[] = [];
      for (const one of order) {
        const { centre, id, patients, demonstration } = bodyOf(one);
        const again = await alone.submit(centre, patients, { id, demonstration });
        const [told, before] = [again.receipt.records, (JSON.parse(one.receipt) as Receipt).records];
        if (canonicalJson(told) !== canonicalJson(before)) differ.push({ id, told, before });
      }
      expect(differ).toEqual([]);
      const [together, serial] = [await storeLines(trial), await storeLines(alone)];
      const [there, here] = [new Set(together), new Set(serial)];
      expect({
        onlyTogether: together.filter((line) => !here.has(line)),
        onlyAlone: serial.filter((line) => !there.has(line)),
      }).toEqual({ onlyTogether: [], onlyAlone: [] });
    } finally {
      await alone.stop();
    }
    process.stderr.write(
      `senders: ${acts.length} submissions in ${sent.requests} requests, ${seconds.toFixed(0)} s; ${sent.hungUp} hung up, ${sent.cutOff} cut off, ` +
        `${sent.faults} answered with a fault; ${cuts.cut} connections and ${cuts.crashes} servers cut; ${lost} races lost to a deadlock, ` +
        `${states.get('23505') ?? 0} to the same id, all run again; ${moved} refused before the consent that is entered before them; ${(await storeLines(trial)).length} lines of the store as one sender leaves it\n`,
    );
  });
});
