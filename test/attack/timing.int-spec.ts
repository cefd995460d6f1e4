// How long a refusal takes, as a signal: of a group that is small, and of one that lies a few patients from what was told. Whoever knows both kinds beforehand
// guesses a third by its time alone; measured is how often that guess is right. Both say the same bytes.
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { patientOf, PERMIT, TrialRegistry } from '../support/trial-registry.ts';

/** Of two tries, each with permits of its own. */
const PERMITS = [0, 1].map((turn) => Array.from({ length: 4 }, (_, number) => `permit-${turn}-${number}`));
/** Twenty refusals of the probing kind pause a person. */
const EACH = 15;

let trial: TrialRegistry;
const dayText = (day: number) => new Date(Date.UTC(2022, 0, 1) + day * 86_400_000).toISOString().slice(0, 10);

beforeAll(async () => {
  trial = await TrialRegistry.start({ permits: PERMITS.flat().map((id) => ({ ...PERMIT, id })) });
  const patients = Array.from({ length: 90 }, (_, n) =>
    patientOf(trial, 'centre-a', `patient ${n}`, {
      infused: dayText((n * 7) % 300),
      product: n % 2 === 0 ? 'L01XL03' : 'L01XL04',
      // Two of those of the first product: the difference between the question and what was told.
      disease: n === 0 || n === 2 ? 'FL' : 'LBCL',
      ...(n % 3 === 0 ? { alive: dayText(700 + n) } : { died: dayText(400 + n) }),
    }),
  );
  await trial.submit('centre-a', patients);
  await trial.ask('steward@registry', 'mutation { cutRelease(book: false) { __typename } }');
});
afterAll(() => trial.stop());

const SIZE = `query Q($permit: ID, $purpose: Code, $where: CohortFilter) { cohort(permit: $permit, purpose: $purpose, where: $where) {
  ... on Cohort { size { __typename ... on Refusal { code message } } } } }`;
const CURVE = `query Q($permit: ID, $purpose: Code, $where: CohortFilter) { cohort(permit: $permit, purpose: $purpose, where: $where) {
  ... on Cohort { survival(endpoint: OVERALL) { __typename ... on Refusal { code message } } } } }`;
const NEAR = { product: ['L01XL03'], disease: ['LBCL'] };
const SMALL = { product: ['L01XL03'], disease: ['FL'] };

test('a refusal’s time tells a small group from one that lies near to another no better than a guess', async () => {
  // A guess is right in half of the cases; of sixty, three standard deviations are a fifth, which one try in a thousand reaches by luck. What the
  // time does tell, it tells the second time too.
  const [first, second] = PERMITS as [string[], string[]];
  let success = await guessedRightly(first);
  if (success >= 0.7) success = await guessedRightly(second);
  expect(success).toBeLessThan(0.7);
});

let probes = 0;

/** How often the kind of a refusal is guessed rightly from its time. */
async function guessedRightly(permits: readonly string[]): Promise<number> {
  const times = { near: [] as number[], small: [] as number[] };
  const said = new Set<string>();
  const timed = async (permit: string, kind: 'near' | 'small') => {
    const begun = performance.now();
    const { data } = await trial.ask('researcher@university', CURVE, {
      permit,
      purpose: 'scientificResearch',
      where: kind === 'near' ? NEAR : SMALL,
    });
    times[kind].push(performance.now() - begun);
    said.add(JSON.stringify(data.cohort.survival));
  };
  for (const permit of permits) {
    const told = await trial.ask('researcher@university', SIZE, {
      permit,
      purpose: 'scientificResearch',
      where: { product: ['L01XL03'] },
    });
    expect(told.data.cohort.size.__typename).toBe('CohortSize');
    for (let round = 0; round < EACH; round++) {
      // Whichever comes first, so that neither is always the one on the warmer path.
      const first = round % 2 === 0 ? 'near' : 'small';
      await timed(permit, first);
      await timed(permit, first === 'near' ? 'small' : 'near');
    }
  }
  expect([...said]).toEqual([expect.stringContaining('DISCLOSURE_RISK')]);
  const [entry] = await trial.asAdmin(
    async (client) =>
      (await client.query(`select count(*)::integer as count from registry.probe`)).rows as { count: number }[],
  );
  // The one kind was refused for what was told before, the other for its size: they do differ inside.
  probes += permits.length * EACH;
  expect(entry?.count).toBe(probes);

  // The best that one threshold can do, learnt on half of the times and tried on the other.
  const half = (values: readonly number[], odd: number) => values.filter((_, index) => index % 2 === odd);
  const right = (threshold: number, sign: number, odd: number): number => {
    const hits = (values: readonly number[], above: boolean) =>
      half(values, odd).filter((value) => value > threshold === above).length;
    return (hits(times.near, sign > 0) + hits(times.small, sign < 0)) / (2 * half(times.near, odd).length);
  };
  const tries = [...half(times.near, 0), ...half(times.small, 0)].flatMap((threshold) =>
    [1, -1].map((sign) => [threshold, sign] as const),
  );
  const best = tries.reduce((one, other) => (right(...other, 0) > right(...one, 0) ? other : one));
  const success = right(...best, 1);
  const middle = (values: readonly number[]) => values.toSorted((left, right) => left - right)[values.length >> 1];
  process.stdout.write(
    `refusals timed: near ${middle(times.near)?.toFixed(1)} ms, small ${middle(times.small)?.toFixed(1)} ms, guessed rightly ${(100 * success).toFixed(0)} %\n`,
  );
  return success;
}
