// In: nothing. Out: what stands around problems and findings: where the agent stands, what is still asked, what a submission came to. In four languages.
import type { Phrase } from './phrase.ts';

/** Where the agent stands: what a line is about, and what it says. */
export const STATUS = {
  alarm: ['ALARM', 'ALARM', 'ALERTE', 'ALARM'],
  centre: ['centre', 'centrum', 'centre', 'Zentrum'],
  submissions: ['submissions', 'inzendingen', 'envois', 'Einsendung'],
  sending: ['sending', 'verzending', 'envoi', 'Versand'],
  records: ['records', 'gegevens', 'données', 'Datensätze'],
  problems: ['problems', 'problemen', 'problèmes', 'Probleme'],
  consent: ['consent', 'toestemming', 'accord', 'Einwilligung'],
  patients: ['patients', 'patiënten', 'patients', 'Patienten'],
  log: ['log', 'log', 'journal', 'Protokoll'],
  refused: ['refused', 'geweigerd', 'refusé', 'abgelehnt'],
  ofFederation: [
    '{centre}, federation {id} of {issued}',
    '{centre}, federatie {id} van {issued}',
    '{centre}, fédération {id} du {issued}',
    '{centre}, Föderation {id} vom {issued}',
  ],
  attempts: [
    '{n} times: {trouble} Again at {at}',
    '{n} keer: {trouble} Opnieuw om {at}',
    '{n} fois : {trouble} À nouveau à {at}',
    '{n}-mal: {trouble} Wieder um {at}',
  ],
  ownConsentDue: [
    'of {n} who came of age, or soon will, the own one is due (longview-agent queries)',
    'van {n} die meerderjarig werden, of het binnenkort worden, is de eigen toestemming nodig (longview-agent queries)',
    'de {n} devenus majeurs, ou bientôt, le leur propre est attendu (longview-agent queries)',
    'von {n}, die volljährig wurden oder es bald werden, ist die eigene fällig (longview-agent queries)',
  ],
  tokens: [
    '{n} with a token in the ledger',
    '{n} met een teken in het grootboek',
    '{n} avec un jeton dans le registre local',
    '{n} mit einem Zeichen im Hauptbuch',
  ],
  logUnseen: [
    'not looked at yet (longview-agent run)',
    'nog niet bekeken (longview-agent run)',
    'pas encore regardé (longview-agent run)',
    'noch nicht angesehen (longview-agent run)',
  ],
  logCosigned: [
    '{n} entries seen {seen}, cosigned {cosigned}',
    '{n} regels gezien op {seen}, medeondertekend op {cosigned}',
    '{n} entrées vues le {seen}, cosignées le {cosigned}',
    '{n} Einträge gesehen {seen}, mitsigniert {cosigned}',
  ],
  logSeen: [
    '{n} entries seen {seen}, not cosigned yet',
    '{n} regels gezien op {seen}, nog niet medeondertekend',
    '{n} entrées vues le {seen}, pas encore cosignées',
    '{n} Einträge gesehen {seen}, noch nicht mitsigniert',
  ],
  refusedSubmission: [
    'submission {id}: {code}: {message}',
    'inzending {id}: {code}: {message}',
    'envoi {id} : {code} : {message}',
    'Einsendung {id}: {code}: {message}',
  ],
  none: ['none', 'geen', 'aucun', 'keine'],
} as const satisfies Readonly<Record<string, Phrase>>;

/** What is counted: submissions, records, problems by how they stand. */
export const COUNTED: Readonly<Record<string, Phrase>> = {
  queued: ['queued', 'in de wachtrij', 'en file', 'eingereiht'],
  sent: ['sent', 'verzonden', 'envoyés', 'gesendet'],
  acknowledged: ['acknowledged', 'bevestigd', 'confirmés', 'bestätigt'],
  refused: ['refused', 'geweigerd', 'refusés', 'abgelehnt'],
  accepted: ['accepted', 'aanvaard', 'acceptés', 'angenommen'],
  updated: ['updated', 'bijgewerkt', 'mis à jour', 'aktualisiert'],
  unchanged: ['unchanged', 'ongewijzigd', 'inchangés', 'unverändert'],
  withdrawn: ['withdrawn', 'ingetrokken', 'retirés', 'zurückgezogen'],
  waiting: ['waiting', 'wachtend', 'en attente', 'wartend'],
  error: ['error', 'fout', 'erreur', 'Fehler'],
  query: ['query', 'vraag', 'question', 'Rückfrage'],
  note: ['note', 'opmerking', 'remarque', 'Hinweis'],
};

/** What the rules asked and is still open, and the list that is filled in. */
export const QUERIES = {
  unknownRecord: [
    'a record that this ledger does not know',
    'een gegeven dat dit grootboek niet kent',
    'un enregistrement que ce registre local ne connaît pas',
    'ein Datensatz, den dieses Hauptbuch nicht kennt',
  ],
  since: [
    'Open since {day}; query {id}',
    'Open sinds {day}; vraag {id}',
    'Ouverte depuis le {day} ; question {id}',
    'Offen seit {day}; Rückfrage {id}',
  ],
  noOpen: ['No open queries.', 'Geen open vragen.', 'Aucune question ouverte.', 'Keine offenen Rückfragen.'],
  howTheyClose: [
    '{n} open. A query closes when the value is corrected and sent again, or with an answer: {reasons}.',
    '{n} open. Een vraag sluit wanneer de waarde is verbeterd en opnieuw verzonden, of met een antwoord: {reasons}.',
    '{n} ouvertes. Une question se ferme quand la valeur est corrigée et renvoyée, ou avec une réponse : {reasons}.',
    '{n} offen. Eine Rückfrage schließt sich, wenn der Wert berichtigt und wieder gesendet ist, oder mit einer Antwort: {reasons}.',
  ],
  answered: [
    '{n} queries answered.',
    '{n} vragen beantwoord.',
    '{n} questions répondues.',
    '{n} Rückfragen beantwortet.',
  ],
  notAnswered: [
    'query {id} — {code}: {message}',
    'vraag {id} — {code}: {message}',
    'question {id} — {code} : {message}',
    'Rückfrage {id} — {code}: {message}',
  ],
  written: ['Written: {path}', 'Geschreven: {path}', 'Écrit : {path}', 'Geschrieben: {path}'],
  // Columns of the list.
  query: ['query', 'vraag', 'question (id)', 'Rückfrage'],
  file: ['file', 'bestand', 'fichier', 'Datei'],
  line: ['line', 'regel', 'ligne', 'Zeile'],
  record: ['record', 'gegeven', 'enregistrement', 'Datensatz'],
  field: ['field', 'veld', 'champ', 'Feld'],
  rule: ['rule', 'regelcode', 'règle', 'Regel'],
  question: ['question', 'wat gevraagd wordt', 'ce qui est demandé', 'was gefragt wird'],
  mend: ['how to mend', 'hoe te herstellen', 'comment corriger', 'wie zu beheben'],
  openSince: ['since', 'sinds', 'depuis', 'seit'],
  answer: ['answer', 'antwoord', 'réponse', 'Antwort'],
} as const satisfies Readonly<Record<string, Phrase>>;

/** Why a value stands as it is, by its code. */
export const ANSWERS: Readonly<Record<'confirmed' | 'unobtainable' | 'notApplicable', Phrase>> = {
  confirmed: [
    'checked at the source: the value is as sent',
    'nagegaan bij de bron: de waarde is zoals verzonden',
    'vérifié à la source : la valeur est telle qu’envoyée',
    'an der Quelle geprüft: der Wert ist wie gesendet',
  ],
  unobtainable: [
    'the source does not have it, and will not',
    'de bron heeft het niet, en krijgt het niet',
    'la source ne l’a pas, et ne l’aura pas',
    'die Quelle hat ihn nicht und wird ihn nicht haben',
  ],
  notApplicable: [
    'the question does not apply to this patient',
    'de vraag is op deze patiënt niet van toepassing',
    'la question ne s’applique pas à ce patient',
    'die Frage trifft auf diesen Patienten nicht zu',
  ],
};

/** What a submission came to. */
export const SENT = {
  submissions: [
    '{acknowledged} submissions acknowledged, {refused} refused, {queued} queued; {evaluated} numbers pseudonymised.',
    '{acknowledged} inzendingen bevestigd, {refused} geweigerd, {queued} in de wachtrij; {evaluated} nummers gepseudonimiseerd.',
    '{acknowledged} envois confirmés, {refused} refusés, {queued} en file ; {evaluated} numéros pseudonymisés.',
    '{acknowledged} Einsendungen bestätigt, {refused} abgelehnt, {queued} eingereiht; {evaluated} Nummern pseudonymisiert.',
  ],
  moreRefused: [
    '{n} more records refused: longview-agent problems',
    'nog {n} gegevens geweigerd: longview-agent problems',
    '{n} autres enregistrements refusés : longview-agent problems',
    '{n} weitere Datensätze abgelehnt: longview-agent problems',
  ],
  refused: [
    'Submission {id} was refused: {code}: {message}',
    'Inzending {id} is geweigerd: {code}: {message}',
    'L’envoi {id} a été refusé : {code} : {message}',
    'Einsendung {id} wurde abgelehnt: {code}: {message}',
  ],
  wait: [
    '{n} records wait: {why} Send the file again then.',
    '{n} gegevens wachten: {why} Verzend het bestand daarna opnieuw.',
    '{n} enregistrements attendent : {why} Renvoyez alors le fichier.',
    '{n} Datensätze warten: {why} Senden Sie die Datei dann noch einmal.',
  ],
  noToken: ['no token yet', 'nog geen teken', 'pas encore de jeton', 'noch kein Zeichen'],
  unlinked: [
    '{n} patients went under one key though two are open: {why} Send the file again before the older key ends.',
    '{n} patiënten gingen onder één sleutel hoewel er twee open zijn: {why} Verzend het bestand opnieuw voor de oudere sleutel eindigt.',
    '{n} patients sont partis sous une seule clé alors que deux sont ouvertes : {why} Renvoyez le fichier avant la fin de l’ancienne clé.',
    '{n} Patienten gingen unter einem Schlüssel, obwohl zwei offen sind: {why} Senden Sie die Datei noch einmal, bevor der ältere Schlüssel endet.',
  ],
  queueNotEmpty: [
    'The queue is not empty: {trouble} Nothing is lost; submit again, or longview-agent run.',
    'De wachtrij is niet leeg: {trouble} Er is niets verloren; verzend opnieuw, of longview-agent run.',
    'La file n’est pas vide : {trouble} Rien n’est perdu ; renvoyez, ou longview-agent run.',
    'Die Warteschlange ist nicht leer: {trouble} Nichts ist verloren; senden Sie noch einmal, oder longview-agent run.',
  ],
  refusedRows: [
    'Refused rows, to mend and send again: {path}',
    'Geweigerde rijen, te herstellen en opnieuw te verzenden: {path}',
    'Lignes refusées, à corriger et à renvoyer : {path}',
    'Abgelehnte Zeilen, zu beheben und noch einmal zu senden: {path}',
  ],
  filesRead: ['{n} files read.', '{n} bestanden gelezen.', '{n} fichiers lus.', '{n} Dateien gelesen.'],
  nothingChanged: [
    'Nothing has changed at the server.',
    'Op de server is niets veranderd.',
    'Rien n’a changé sur le serveur.',
    'Am Server hat sich nichts geändert.',
  ],
  patientsChanged: [
    '{n} patients with a change.',
    '{n} patiënten met een wijziging.',
    '{n} patients avec un changement.',
    '{n} Patienten mit einer Änderung.',
  ],
} as const satisfies Readonly<Record<string, Phrase>>;
