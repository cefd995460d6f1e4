// In: a phrase. Out: a pattern that finds its English sentence, and the names of what differs in it, in their order.
import type { Phrase } from './phrase.ts';

export interface Reader {
  readonly pattern: RegExp;
  readonly names: readonly string[];
  readonly phrase: Phrase;
}

export function readerOf(phrase: Phrase): Reader {
  const names: string[] = [];
  const source = phrase[0]
    .split(/(\{\w+\})/u)
    .map((part) => {
      const name = /^\{(\w+)\}$/u.exec(part)?.[1];
      if (name === undefined) return part.replaceAll(/[\\^$.*+?()[\]{}|]/gu, String.raw`\$&`);
      names.push(name);
      return '(.*?)';
    })
    .join('');
  return { pattern: new RegExp(`^${source}$`, 'su'), names, phrase };
}
