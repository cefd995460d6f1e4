// In: an AdverseEvent, Encounter or ServiceRequest. Out: a toxicity with its outcome; that somebody was alive on a day; a referral.
import { codesOf, shownCode } from '../codings.ts';
import { toxicityOf } from '../diseases.ts';
import { drafts, leave, Writer } from '../draft.ts';
import type { Mapped } from '../draft.ts';
import { at, objectsOf, textOf } from '../json.ts';
import { localDate } from '../times.ts';
import { endOf, putExtensions, putPeriod, toldRecord } from './common.ts';
import type { MapSetting } from './map-setting.ts';

/** http://terminology.hl7.org/CodeSystem/adverse-event-outcome, to the outcomes of an episode; `unknown` says none. */
const OUTCOME: Readonly<Record<string, string>> = {
  resolved: 'resolved',
  recovering: 'ongoing',
  ongoing: 'ongoing',
  resolvedWithSequelae: 'resolvedWithSequelae',
  fatal: 'fatal',
};

export function mapAdverseEvent(setting: MapSetting): Mapped {
  const { resource } = setting.entry;
  const codes = codesOf(resource['event']);
  const toxic = codes.map(({ system, code }) => toxicityOf(system, code)).find((one) => one !== undefined);
  const told = toldRecord(resource);
  const meddra = codes.find(({ system }) => system === 'MEDDRA');
  const type = toxic?.type ?? told ?? (meddra ? 'AdverseEvent' : undefined);
  if (type === undefined) return leave(`${shownCode(codes)} is no event that is read: give a code of MedDRA`);
  const writer = new Writer(type, setting);
  if (type === 'CytokineReleaseSyndrome' || type === 'Icans' || type === 'IecHs')
    writer.say('occurred', 'event', 'yes');
  putPeriod(writer, type, resource);
  if (meddra) writer.put('meddraTerm', 'event', meddra.code);
  const outcome = codesOf(resource['outcome'])
    .map(({ code }) => OUTCOME[code])
    .find((one) => one !== undefined);
  if (outcome !== undefined) writer.put('outcome', 'outcome', outcome);
  putExtensions(writer, resource);
  if (toxic?.grade !== undefined) {
    writer.say('maximumGradeReported', 'event', toxic.grade);
    writer.say('gradingSystem', 'event', 'ASTCT');
  }
  return drafts(writer.main());
}

/** A visit that ended with the death of the patient is no evidence of life on its last day. */
const DIED: ReadonlySet<string> = new Set(['exp', 'died', 'dead']);
/** Nobody is seen in a virtual visit, but somebody answers. */
const SOURCE: Readonly<Record<string, string>> = {
  AMB: 'clinicVisit',
  IMP: 'clinicVisit',
  ACUTE: 'clinicVisit',
  NONAC: 'clinicVisit',
  SS: 'clinicVisit',
  OBSENC: 'clinicVisit',
  EMER: 'clinicVisit',
  VR: 'telephone',
};

export function mapEncounter(setting: MapSetting): Mapped {
  const { resource } = setting.entry;
  const told = toldRecord(resource);
  if (told !== undefined && told !== 'SurvivalStatus') {
    const writer = new Writer(told, setting);
    putPeriod(writer, told, resource);
    putExtensions(writer, resource);
    return drafts(writer.main());
  }
  if (codesOf(at(resource, 'hospitalization', 'dischargeDisposition')).some(({ code }) => DIED.has(code)))
    return leave('it ended with the death of the patient: the day of death stands with the patient');
  const kind = SOURCE[textOf(at(resource, 'class', 'code')) ?? ''];
  if (kind === undefined) return leave('its class says of no visit and no call');
  const start = at(resource, 'period', 'start');
  const last = endOf(resource)?.value ?? start;
  const day = localDate(last, setting.timeZone);
  if (!day.ok || day.value.length < 10) return leave('it has no whole day');
  const writer = new Writer('SurvivalStatus', setting);
  writer.say('status', 'class', 'alive');
  writer.put('lastContactDate', endOf(resource) ? 'period.end' : 'period.start', last);
  writer.put('statusSource', 'class', kind);
  putExtensions(writer, resource);
  // One record for all visits of a course: the latest counts, and a later visit makes a new version of it.
  return drafts(writer.main({ known: 'visits', day: day.value }));
}

/** SNOMED CT 3457005, patient referral: the category that FHIR itself gives as its example. */
const REFERRAL = 'SNOMED|3457005';

export function mapServiceRequest(setting: MapSetting): Mapped {
  const { resource } = setting.entry;
  const told = toldRecord(resource);
  if (resource['status'] === 'revoked') return leave('it was revoked');
  const codes = [...codesOf(resource['category']), ...codesOf(resource['code'])];
  const isReferral = codes.some(
    ({ system, code }) => `${system}|${code}` === REFERRAL || (system === 'act' && code === 'referral'),
  );
  if (told !== undefined && !isReferral) {
    const writer = new Writer(told, setting);
    putPeriod(writer, told, resource);
    putExtensions(writer, resource);
    return drafts(writer.main());
  }
  if (!isReferral) return leave(`${shownCode(codes)} is no referral`);
  const on = resource['authoredOn'] ?? at(resource, 'occurrenceDateTime');
  const referral = new Writer('Referral', setting);
  referral.put('referralDate', 'authoredOn', on);
  putExtensions(referral, resource);
  const decision = new Writer('EligibilityDecision', setting);
  decision.put('referralDate', 'authoredOn', on);
  return drafts(referral.main(), decision.part());
}

/** What a consent is asked about, by names of fields: each nested provision permits or refuses some of them. */
export function mapConsent(setting: MapSetting): Mapped {
  const { resource } = setting.entry;
  const writer = new Writer('Consent', setting);
  putExtensions(writer, resource);
  const status = textOf(resource['status']);
  if (status === 'inactive' && !writer.fields.has('eventType'))
    return leave('it is no longer in force and does not say what the patient decided: give the item eventType');
  if (status === 'rejected' && !writer.fields.has('eventType'))
    return leave('it was rejected; nothing was given, and what was refused is not told: give the item eventType');
  writer.say('eventType', 'status', 'given');
  writer.put('eventDate', 'dateTime', resource['dateTime']);
  writer.put('legalBasis', 'policyRule', resource['policyRule']);
  const answers = new Map<string, Set<string>>();
  for (const [index, provision] of objectsOf(at(resource, 'provision', 'provision')).entries()) {
    const type = textOf(provision['type']);
    if (type !== 'permit' && type !== 'deny') continue;
    for (const { system, code } of codesOf(provision['code'])) {
      const name = system === 'item' ? (code.split('.').at(-1) ?? '') : system === 'value' ? code : '';
      answers.set(name, (answers.get(name) ?? new Set()).add(type));
      // The same category permitted and refused is not chosen between: the stricter holds.
      writer.fields.delete(name);
      writer.put(name, `provision.provision[${index}]`, answers.get(name)?.has('deny') === true ? 'deny' : 'permit');
    }
  }
  return drafts(writer.main());
}
