// In: nothing. Out: the shape of one sentence in four languages. `{name}` stands for what differs from one time to the next.

/** English, Dutch, French, German. */
export type Phrase = readonly [en: string, nl: string, fr: string, de: string];
