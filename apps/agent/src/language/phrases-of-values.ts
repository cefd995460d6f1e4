// In: nothing. Out: what the dictionary's checks of single values say, in four languages.
import type { Phrase } from './phrase.ts';

/** Checks of single values: the dictionary's. */
export const VALUES: readonly Phrase[] = [
  ['{item} is missing', '{item} ontbreekt', '{item} manque', '{item} fehlt'],
  [
    'Give {field}: without it the record cannot be placed.',
    'Vul {field} in: zonder dit kan het gegeven niet worden geplaatst.',
    'Indiquez {field} : sans cela, l’enregistrement ne peut pas être situé.',
    'Geben Sie {field} an: ohne dies kann der Datensatz nicht zugeordnet werden.',
  ],
  [
    'Give {field}, or say why it is not there: absent.{same} = {codes}.',
    'Vul {field} in, of zeg waarom het er niet is: absent.{same} = {codes}.',
    'Indiquez {field}, ou dites pourquoi il n’y est pas : absent.{same} = {codes}.',
    'Geben Sie {field} an, oder sagen Sie, warum es fehlt: absent.{same} = {codes}.',
  ],
  [
    '{item} cannot be read as {kind}',
    '{item} kan niet worden gelezen als {kind}',
    '{item} ne peut pas être lu comme {kind}',
    '{item} ist nicht lesbar als {kind}',
  ],
  [
    'Write {field} as {kind}, of {n} characters at the most.',
    'Schrijf {field} als {kind}, van hoogstens {n} tekens.',
    'Écrivez {field} comme {kind}, de {n} caractères au plus.',
    'Schreiben Sie {field} als {kind}, mit höchstens {n} Zeichen.',
  ],
  [
    'Write {field} as {kind}.',
    'Schrijf {field} als {kind}.',
    'Écrivez {field} comme {kind}.',
    'Schreiben Sie {field} als {kind}.',
  ],
  [
    '{item}: the code {code} is not in the list',
    '{item}: de code {code} staat niet in de lijst',
    '{item} : le code {code} n’est pas dans la liste',
    '{item}: der Code {code} steht nicht in der Liste',
  ],
  [
    'Use one of {codes}, or ask for the code to be added.',
    'Gebruik een van {codes}, of vraag om de code toe te voegen.',
    'Utilisez l’un de {codes}, ou demandez que le code soit ajouté.',
    'Verwenden Sie einen von {codes}, oder bitten Sie um Aufnahme des Codes.',
  ],
  [
    'Use a code of {system}, for example {codes}.',
    'Gebruik een code van {system}, bijvoorbeeld {codes}.',
    'Utilisez un code de {system}, par exemple {codes}.',
    'Verwenden Sie einen Code aus {system}, zum Beispiel {codes}.',
  ],
  [
    'Use a code of {system}.',
    'Gebruik een code van {system}.',
    'Utilisez un code de {system}.',
    'Verwenden Sie einen Code aus {system}.',
  ],
  [
    '{item}: {value} {unit} is outside {min} to {max}',
    '{item}: {value} {unit} valt buiten {min} tot {max}',
    '{item} : {value} {unit} est hors de {min} à {max}',
    '{item}: {value} {unit} liegt außerhalb von {min} bis {max}',
  ],
  [
    'Check the number and its unit ({unit}).',
    'Controleer het getal en de eenheid ({unit}).',
    'Vérifiez le nombre et son unité ({unit}).',
    'Prüfen Sie die Zahl und ihre Einheit ({unit}).',
  ],
  [
    '{type} has no item of this name; it stays where it is and is not sent',
    '{type} heeft geen veld met deze naam; het blijft waar het is en wordt niet verzonden',
    '{type} n’a pas de champ de ce nom ; il reste où il est et n’est pas envoyé',
    '{type} hat kein Feld dieses Namens; es bleibt, wo es ist, und wird nicht gesendet',
  ],
  [
    'Remove it, or map it to one of {names}.',
    'Verwijder het, of koppel het aan een van {names}.',
    'Supprimez-le, ou faites-le correspondre à l’un de {names}.',
    'Entfernen Sie es, oder ordnen Sie es einem von {names} zu.',
  ],
  [
    'an absence can be coded for required items only',
    'alleen van een verplicht veld kan worden gezegd waarom het ontbreekt',
    'une absence ne se code que pour un champ obligatoire',
    'ein Fehlen kann nur für Pflichtfelder codiert werden',
  ],
  ['Leave it out.', 'Laat het weg.', 'Omettez-la.', 'Lassen Sie es weg.'],
  [
    '{item}: the absence given is not {codes}, or a value stands beside it',
    '{item}: de opgegeven reden van ontbreken is niet {codes}, of er staat een waarde naast',
    '{item} : l’absence indiquée n’est pas {codes}, ou une valeur figure à côté',
    '{item}: das angegebene Fehlen ist nicht {codes}, oder ein Wert steht daneben',
  ],
  [
    'Keep either {field} or absent.{same}.',
    'Behoud ofwel {field} ofwel absent.{same}.',
    'Gardez soit {field}, soit absent.{same}.',
    'Behalten Sie entweder {field} oder absent.{same}.',
  ],
];
