// What a data manager is told most often, sentence by sentence, in Dutch, French and German. The English sentence is the key, as in the source
// that says it; `{name}` stands for what differs from one time to the next. A sentence that is not here is said in English.
import type { Phrase } from './phrase.ts';
import { FILES } from './phrases-of-files.ts';
import { IDENTITY } from './phrases-of-identity.ts';
import { VALUES } from './phrases-of-values.ts';

/** What stands inside a sentence and is itself a word of the language. */
export const WORDS: readonly Phrase[] = [
  ['a whole number', 'een geheel getal', 'un nombre entier', 'ganze Zahl'],
  ['a number', 'een getal', 'un nombre', 'Zahl'],
  ['a number with its unit', 'een getal met zijn eenheid', 'un nombre avec son unité', 'Zahl mit ihrer Einheit'],
  [
    'a day that exists, written YYYY-MM-DD',
    'een bestaande dag, geschreven JJJJ-MM-DD',
    'un jour qui existe, écrit AAAA-MM-JJ',
    'bestehender Tag, geschrieben JJJJ-MM-TT',
  ],
  [
    'a date that exists, written YYYY-MM-DD, YYYY-MM or YYYY',
    'een bestaande datum, geschreven JJJJ-MM-DD, JJJJ-MM of JJJJ',
    'une date qui existe, écrite AAAA-MM-JJ, AAAA-MM ou AAAA',
    'bestehendes Datum, geschrieben JJJJ-MM-TT, JJJJ-MM oder JJJJ',
  ],
];

export const PHRASES: readonly Phrase[] = [...VALUES, ...IDENTITY, ...FILES];

/** Of a line that tells a problem, and of the last lines of a report. */
export const FRAME = {
  error: ['error', 'fout', 'erreur', 'Fehler'],
  query: ['query', 'vraag', 'question', 'Rückfrage'],
  mend: ['Mend', 'Herstel', 'À corriger', 'Abhilfe'],
  registry: ['registry', 'register', 'registre', 'Register'],
  counts: [
    '{accepted} records of {patients} patients accepted, {queries} queries; {refused} records, {patientsRefused} patients and {linesRefused} lines refused.',
    '{accepted} gegevens van {patients} patiënten aanvaard, {queries} vragen; {refused} gegevens, {patientsRefused} patiënten en {linesRefused} regels geweigerd.',
    '{accepted} enregistrements de {patients} patients acceptés, {queries} questions ; {refused} enregistrements, {patientsRefused} patients et {linesRefused} lignes refusés.',
    '{accepted} Datensätze von {patients} Patienten angenommen, {queries} Rückfragen; {refused} Datensätze, {patientsRefused} Patienten und {linesRefused} Zeilen abgelehnt.',
  ],
  notLinkable: [
    '{notLinkable} patients have no national number and cannot be linked.',
    '{notLinkable} patiënten hebben geen rijksregisternummer en kunnen niet worden gekoppeld.',
    '{notLinkable} patients n’ont pas de numéro national et ne peuvent pas être reliés.',
    '{notLinkable} Patienten haben keine nationale Nummer und können nicht verknüpft werden.',
  ],
  more: ['… and {more} more', '… en nog {more}', '… et {more} de plus', '… und {more} weitere'],
  none: ['No problems.', 'Geen problemen.', 'Aucun problème.', 'Keine Probleme.'],
} as const satisfies Readonly<Record<string, Phrase>>;
