// In: an attempt at a transaction. Out: what it answers, tried again where that can help. Refuses to hide a fault that is not the data's.

const CODE = (fault: unknown): string => (fault as { code?: string } | null)?.code ?? '';
const MAY_SUCCEED_AGAIN = new Set(['40001', '40P01', '23505']);

/**
 * First everything at once. A lost race (serialisation, deadlock, the same id twice at the same moment) is run again; a fault of the
 * data is replayed patient by patient. A lost connection or a full disk goes to the sender, who keeps the bytes and sends them again.
 */
export async function withReplay<T>(attempt: (oneByOne: boolean) => Promise<T>): Promise<T> {
  for (let round = 0; ; round++) {
    try {
      return await attempt(false);
    } catch (fault) {
      const code = CODE(fault);
      if (MAY_SUCCEED_AGAIN.has(code) && round < 5) continue;
      // Class 22 is bad data, class 23 a broken constraint: the only ones that a single patient can be the cause of.
      if (code.startsWith('22') || code.startsWith('23')) return await attempt(true);
      throw fault;
    }
  }
}
