// In: the source of the apps. Out: the places that each says it passes, as its list has them and as its code tells them.
import { readText, repositoryFiles } from './repository.ts';

export interface Told {
  /** `registry:stored`. */
  readonly listed: readonly string[];
  readonly passed: readonly string[];
}

export const listedIn = (text: string): string[] =>
  [...(/PASSAGES = \[([\s\S]*?)\] as const/.exec(text)?.[1] ?? '').matchAll(/^ +'([a-z-]+)',$/gm)].map(
    ([, at]) => at as string,
  );

export const passedIn = (text: string): string[] =>
  [...text.matchAll(/\bpass\('([^']+)'\)/g)].map(([, at]) => at as string);

export function passages(): Told {
  const lists = repositoryFiles(/^apps\/\w+\/src\/passages\.ts$/);
  const listed: string[] = [];
  const passed = new Set<string>();
  for (const list of lists) {
    const app = list.split('/')[1] as string;
    listed.push(...listedIn(readText(list)).map((at) => `${app}:${at}`));
    for (const file of repositoryFiles(new RegExp(`^apps/${app}/src/(?!.*\\.(int-)?spec\\.ts$).*\\.ts$`)))
      for (const at of passedIn(readText(file))) passed.add(`${app}:${at}`);
  }
  return { listed: listed.toSorted(), passed: [...passed].toSorted() };
}
