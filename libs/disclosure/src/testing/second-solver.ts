// In: a linear program as text. Out: its solution by HiGHS: a second opinion on what the library's own solver says, and the attacker's tool.
import module from 'highs';

// Its types are declared as CommonJS, and it ships as an ES module.
const load = module as unknown as typeof module.default;

export type SecondSolver = Awaited<ReturnType<typeof load>>;
export const secondSolver = (): Promise<SecondSolver> => load();
