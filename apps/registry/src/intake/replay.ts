// In: an attempt at a transaction. Out: what it answers, tried again where that can help. Refuses to hide a fault that is not the data's.

const CODE = (fault: unknown): string => (fault as { code?: string } | null)?.code ?? '';
const MAY_SUCCEED_AGAIN = new Set(['40001', '40P01', '23505']);

/** Lost to somebody else (serialisation, deadlock): says nothing about the data, so no patient is refused for it. */
export const lostRace = (fault: unknown): boolean => CODE(fault).startsWith('40');

/** Times that a race may be lost before the sender is told to come again. */
const ROUNDS = 8;

/**
 * First everything at once. A lost race (serialisation, deadlock, the same id twice at the same moment) is run again; a fault of the
 * data is replayed patient by patient. A lost connection or a full disk goes to the sender, who keeps the bytes and sends them again.
 */
export async function withReplay<T>(attempt: (oneByOne: boolean) => Promise<T>): Promise<T> {
  let oneByOne = false;
  for (let round = 0; ; round++) {
    try {
      return await attempt(oneByOne);
    } catch (fault) {
      const code = CODE(fault);
      if (MAY_SUCCEED_AGAIN.has(code) && round < ROUNDS) continue;
      // Class 22 is bad data, class 23 a broken constraint: the only ones that a single patient can be the cause of.
      if (oneByOne || !(code.startsWith('22') || code.startsWith('23'))) throw fault;
      oneByOne = true;
      round = 0;
    }
  }
}
