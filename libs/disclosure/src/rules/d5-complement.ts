// D5. In: parts of a whole, some of them too small to show. Out: which parts are shown. Whoever knows the whole can subtract what is
// shown from it, so what is held back must be able to stand as a part of its own; else the smallest shown part is held back too.

export interface Part {
  /** May this part be shown by itself? */
  readonly passes: boolean;
  /** Decides what is held back next; a rounded count, so that the choice tells nothing new. */
  readonly weight: number;
}

/**
 * @param standsAlone whether the held-back parts together (never empty) could be told without harm.
 * @returns for each part whether it is shown; all false when no choice is safe.
 */
export function shownParts(parts: readonly Part[], standsAlone: (heldBack: readonly boolean[]) => boolean): boolean[] {
  const shown = parts.map(({ passes }) => passes);
  while (shown.includes(true)) {
    const heldBack = shown.map((own) => !own);
    if (!heldBack.includes(true) || standsAlone(heldBack)) return shown;
    let smallest = -1;
    parts.forEach(({ weight }, index) => {
      if (shown[index] && (smallest < 0 || weight < (parts[smallest] as Part).weight)) smallest = index;
    });
    shown[smallest] = false;
  }
  return shown;
}
