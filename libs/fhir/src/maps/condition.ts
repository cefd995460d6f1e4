// In: a Condition. Out: the disease that is treated, an episode of CRS or ICANS, or the record that it says it tells. Any other disease is left.
import { codesOf, shownCode } from '../codings.ts';
import { diseasesOf, toxicityOf } from '../diseases.ts';
import { drafts, leave, Writer } from '../draft.ts';
import type { Mapped } from '../draft.ts';
import { toldRecord, putExtensions, putPeriod } from './common.ts';
import type { MapSetting } from './map-setting.ts';

export function mapCondition(setting: MapSetting): Mapped {
  const { resource } = setting.entry;
  const codes = codesOf(resource['code']);
  const toxic = codes.map(({ system, code }) => toxicityOf(system, code)).filter((one) => one !== undefined);
  const told = toldRecord(resource);
  const type = toxic[0]?.type ?? told;
  if (type !== undefined && type !== 'Diagnosis') {
    const writer = new Writer(type, setting);
    if (type === 'CytokineReleaseSyndrome' || type === 'Icans' || type === 'IecHs')
      writer.say('occurred', 'code', 'yes');
    putPeriod(writer, type, resource);
    putExtensions(writer, resource);
    // Two codings of different grade are not chosen between.
    const grades = new Set(toxic.flatMap(({ grade }) => grade ?? []));
    if (grades.size === 1) {
      writer.say('maximumGradeReported', 'code', [...grades][0]);
      writer.say('gradingSystem', 'code', 'ASTCT');
    }
    for (const { system, code } of codes) if (system === 'ICDO3') writer.put('morphology', 'code', code);
    return drafts(writer.main());
  }
  // What all codes may mean; where they contradict each other, none is chosen.
  const meant = codes.map(({ system, code }) => diseasesOf(system, code)).filter((list) => list.length > 0);
  const common = (meant[0] ?? []).filter((disease) => meant.every((list) => list.includes(disease)));
  const diseases = common.length > 0 ? common : [...new Set(meant.flat())];
  if (diseases.length === 0 && told !== 'Diagnosis')
    return leave(`${shownCode(codes)} is no disease for which the treatment is given, and no toxicity that is read`);
  const writer = new Writer('Diagnosis', setting);
  const [disease] = diseases;
  if (diseases.length === 1) writer.say('primaryDisease', 'code', disease);
  writer.put(
    'diagnosisDate',
    resource['onsetDateTime'] === undefined ? 'onsetPeriod' : 'onsetDateTime',
    onset(resource),
  );
  for (const { system, code } of codes) {
    if (system === 'ICD10') writer.put('icd10', 'code', code);
    if (system === 'ICDO3') writer.put('histology', 'code', code);
  }
  putExtensions(writer, resource);
  return drafts(writer.main());
}

const onset = (resource: Readonly<Record<string, unknown>>): unknown =>
  resource['onsetDateTime'] ?? (resource['onsetPeriod'] as { start?: unknown } | undefined)?.start;
