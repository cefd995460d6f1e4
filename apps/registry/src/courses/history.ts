// In: the current records of one course. Out: its facts as the endpoints read them. What a record does not say is left out, never filled in.
import { eq5dIndex, OF_COURSE, type RecordTypeName } from '@longview/clinical';
import type { CourseFacts, History, SurvivalFact } from '@longview/outcomes';

export interface CurrentRecord {
  /** Of this version. */
  readonly id?: string;
  readonly type: RecordTypeName;
  readonly centre: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly demonstration: boolean;
}

export const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

const STATUSES: readonly string[] = ['alive', 'dead', 'lostToFollowUp'] satisfies SurvivalFact['status'][];

/** The facts that survival and the disease are derived from. */
export function factsOf(records: readonly CurrentRecord[]): CourseFacts {
  const dates = (type: RecordTypeName, item: string) =>
    records.flatMap((record) => (record.type === type ? (text(record.body[item]) ?? []) : []));
  const product = records.find((record) => record.type === 'Product');
  return {
    decisionDates: dates('EligibilityDecision', 'decisionDate'),
    apheresisDates: dates('Apheresis', 'apheresisDate'),
    infusionDates: dates('Infusion', 'infusionDate'),
    relapses: dates('RelapseProgression', 'date').map((date) => ({ date })),
    assessments: records.flatMap((record) => {
      const date = record.type === 'ResponseAssessment' ? text(record.body['assessmentDate']) : undefined;
      const response = text(record.body['responseReported']);
      return date === undefined ? [] : [{ date, ...(response !== undefined && { response }) }];
    }),
    survival: records.flatMap((record): SurvivalFact[] => {
      if (record.type !== 'SurvivalStatus') return [];
      const status = text(record.body['status']);
      if (status === undefined || !STATUSES.includes(status)) return [];
      const [lastContactDate, deathDate, causePrimary] = ['lastContactDate', 'deathDate', 'causePrimary'].map((item) =>
        text(record.body[item]),
      );
      // A death without its own date happened on the day of last contact, which is how the field reports it.
      const died = status === 'dead' ? (deathDate ?? lastContactDate) : deathDate;
      return [
        {
          status: status as SurvivalFact['status'],
          ...(lastContactDate !== undefined && { lastContactDate }),
          ...(died !== undefined && { deathDate: died }),
          ...(causePrimary !== undefined && { causePrimary }),
        },
      ];
    }),
    ...(typeof product?.body['productCode'] === 'string' && { productCode: product.body['productCode'] }),
  };
}

/** And what the treatment did beside. */
export function historyOf(records: readonly CurrentRecord[]): History {
  const of = (...types: readonly RecordTypeName[]) => records.filter(({ type }) => types.includes(type));
  const stays = staysOf(records);
  return {
    ...factsOf(records),
    therapies: of('SubsequentTherapy').flatMap(({ body }) => {
      const date = text(body['startDate']);
      return date === undefined ? [] : [{ date, kind: text(body['type']) ?? 'other' }];
    }),
    malignancies: of('SecondPrimaryMalignancy').flatMap(({ body }) => {
      const [date, category] = [text(body['diagnosisDate']), text(body['category'])];
      if (date === undefined) return [];
      return [{ date, nonMelanomaSkin: category === 'nonMelanomaSkin', tCell: category === 'tCellLymphomaLeukaemia' }];
    }),
    aplasia: of('PersistenceAssessment').flatMap(({ body }) => {
      const [date, state, lost] = ['sampleDate', 'bCellAplasia', 'aplasiaLostDate'].map((item) => text(body[item]));
      return [
        ...(date !== undefined && (state === 'present' || state === 'lost')
          ? [{ date, present: state === 'present' }]
          : []),
        ...(lost === undefined ? [] : [{ date: lost, present: false }]),
      ];
    }),
    ...onsets(of('CytokineReleaseSyndrome'), 'crsOnsets', 'noCrs'),
    ...onsets(of('Icans'), 'icansOnsets', 'noIcans'),
    icahtEarly: icaht(records, 'early'),
    icahtLate: icaht(records, 'late'),
    ...(stays && { stays }),
    scores: of('PatientReportedOutcome').flatMap(scoresOf),
  };
}

/** Without either of both nobody knows whether or when: an episode of which the day is not told is not one that did not happen. */
function onsets(
  episodes: readonly CurrentRecord[],
  dates: 'crsOnsets' | 'icansOnsets',
  none: 'noCrs' | 'noIcans',
): Partial<History> {
  const known = episodes.flatMap(({ body }) => (body['occurred'] === 'no' ? [] : (text(body['onsetDate']) ?? [])));
  if (known.length > 0) return { [dates]: known };
  return episodes.length > 0 && episodes.every(({ body }) => body['occurred'] === 'no') ? { [none]: true } : {};
}

/** As the centre reports it; where it reports none, by the counts of its days. */
function icaht(records: readonly CurrentRecord[], phase: 'early' | 'late'): number[] {
  const reported = records.flatMap(({ type, body }) => {
    const grade = type === 'Icaht' && body['phase'] === phase ? body['gradeReported'] : undefined;
    return typeof grade === 'number' && grade >= 0 && grade <= 4 ? [grade] : [];
  });
  if (reported.length > 0 || !records.some(({ type }) => type === 'DailyToxicityObservation')) return reported;
  const view = records.map(({ type, body }, index) => ({ key: String(index), type, record: body }));
  const derived = OF_COURSE[phase === 'early' ? 'icahtEarly' : 'icahtLate']({ records: view, today: '' });
  return derived.evaluable ? [derived.value] : [];
}

/** Undefined where there is none on record, or one of them has no end: then no day can be counted. */
function staysOf(records: readonly CurrentRecord[]): NonNullable<History['stays']> | undefined {
  const stays = records.flatMap(({ type, body }) => {
    const stay = (from: unknown, to: unknown, intensive: boolean) =>
      text(from) === undefined ? [] : [{ from: text(from), to: text(to), intensive }];
    if (type === 'Infusion') return stay(body['admissionDate'], body['dischargeDate'], false);
    if (type === 'CytokineReleaseSyndrome' || type === 'Icans')
      return stay(body['icuAdmissionDate'], body['icuDischargeDate'], true);
    if (type !== 'MedicalAct' || (body['actType'] !== 'ward' && body['actType'] !== 'icu')) return [];
    return stay(body['startDate'], body['endDate'], body['actType'] === 'icu');
  });
  const whole = stays.flatMap(({ from, to, intensive }) =>
    from === undefined || to === undefined ? [] : [{ from, to, intensive }],
  );
  return whole.length === 0 || whole.length < stays.length ? undefined : whole;
}

function scoresOf({ body }: CurrentRecord): NonNullable<History['scores']>[number][] {
  const [date, scale] = [text(body['assessmentDate']), body['eq5dScale']];
  if (date === undefined) return [];
  const index = eq5dIndex({ key: '', type: 'PatientReportedOutcome', record: body });
  return [
    ...(typeof scale === 'number' ? [{ date, instrument: 'EQ-VAS', score: scale }] : []),
    ...(index.evaluable ? [{ date, instrument: 'EQ-5D-index', score: index.value }] : []),
  ];
}
