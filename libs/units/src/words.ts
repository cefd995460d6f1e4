// In: a cell where a number was expected. Out: what the word says, in the languages of Belgian hospitals and English; undefined for any other.
import type { Absence } from '@longview/dictionary';

/** `trace`: something is there and nobody measured how much. `below`: looked for and not found. */
export type Word = { readonly says: 'trace' | 'below' } | { readonly says: 'absent'; readonly absence: Absence };

const list = (words: string, word: Word): [string, Word][] => words.split('|').map((one) => [one, word]);

const WORDS = new Map<string, Word>([
  ...list('trace|traces|spoor|sporen|spoortje|spur|spuren|tr', { says: 'trace' }),
  ...list(
    'undetectable|not detectable|not detected|negative|neg|niet detecteerbaar|niet aantoonbaar|onmeetbaar|negatief|indétectable|indetectable|non détectable|non détecté|négatif|negatif|nicht nachweisbar|negativ',
    { says: 'below' },
  ),
  ...list(
    'not done|nd|n.d.|not measured|niet bepaald|niet gedaan|niet gemeten|n.b.|nb|non fait|non réalisé|non dosé|non mesuré|nf|n.f.|nicht bestimmt|nicht durchgeführt',
    { says: 'absent', absence: 'notDone' },
  ),
  ...list('unknown|unk|onbekend|ongekend|inconnu|inconnue|unbekannt|?', { says: 'absent', absence: 'unknown' }),
  ...list('not applicable|n/a|n.v.t.|nvt|niet van toepassing|sans objet|s.o.|so|non applicable|entfällt', {
    says: 'absent',
    absence: 'notApplicable',
  }),
]);

export const wordOf = (cell: string): Word | undefined =>
  WORDS.get(cell.trim().toLowerCase().normalize('NFC').replaceAll(/\s+/gu, ' '));
