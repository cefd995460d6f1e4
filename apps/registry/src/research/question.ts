// In: the part of the document that asks about a cohort. Out: the measures it asks for, with their arguments, and the fields they use.
// Read once, at the root: child resolvers only hand out what was computed, and the policy sees every field before a row is opened.
import { canonicalJson } from '@longview/foundation';
import {
  type FieldNode,
  type FragmentDefinitionNode,
  getArgumentValues,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  Kind,
  type SelectionSetNode,
} from 'graphql';
import type { Amount, Mark, Endpoint as TimedColumn } from '@longview/cohort';
import type { FieldName } from '../governance/permits.ts';

export type Endpoint = 'OVERALL' | 'PROGRESSION_FREE' | 'EVENT_FREE' | 'DURATION_OF_RESPONSE' | 'RELAPSE_FREE';
/** Left out: the infused. */
export type Population = 'INFUSED' | 'APHERESED';
export type By =
  'PRODUCT' | 'DISEASE' | 'SEX' | 'AGE_BAND' | 'INFUSION_YEAR' | 'STATUS_AT_INFUSION' | 'CENTRE' | 'PRIOR_LINES';

export interface SurvivalArguments {
  readonly endpoint: Endpoint;
  readonly by?: By | null;
  readonly at?: readonly number[] | null;
  readonly interval: 'LOG' | 'LOG_LOG';
  readonly population?: Population | null;
}
export type Share =
  | 'ORR'
  | 'CR'
  | 'CRS'
  | 'CRS_SEVERE'
  | 'ICANS'
  | 'ICANS_SEVERE'
  | 'ICAHT_EARLY'
  | 'ICAHT_EARLY_SEVERE'
  | 'ICAHT_LATE'
  | 'ICAHT_LATE_SEVERE'
  | 'INFUSED';
export interface ShareArguments {
  readonly endpoint: Share;
  readonly by?: By | null;
}
export type CompetingEvent = 'RELAPSE' | 'NRM' | 'SECOND_MALIGNANCY' | 'APLASIA_LOSS' | 'INFUSION';
export interface IncidenceArguments {
  readonly event: CompetingEvent;
  readonly by?: By | null;
}
export type DistributionOf =
  | 'VEIN_TO_VEIN'
  | 'LENGTH_OF_STAY'
  | 'INTENSIVE_CARE'
  | 'DAYS_OUT_OF_HOSPITAL'
  | 'EQ_VAS_CHANGE'
  | 'EQ5D_INDEX_CHANGE'
  | 'CRS_ONSET'
  | 'ICANS_ONSET';
export interface DistributionArguments {
  readonly of: DistributionOf;
  readonly by?: By | null;
}
export interface HazardRatiosArguments {
  readonly endpoint: Endpoint;
  readonly by: By;
}
export interface BaselineArguments {
  readonly by: By;
}
export interface CoursesArguments {
  readonly first: number;
  readonly after?: string | null;
  readonly records: number;
}
export interface RecordArguments {
  readonly id: string;
}
export type Measure =
  | { readonly name: 'size' }
  | { readonly name: 'survival'; readonly arguments: SurvivalArguments }
  | { readonly name: 'share'; readonly arguments: ShareArguments }
  | { readonly name: 'cumulativeIncidence'; readonly arguments: IncidenceArguments }
  | { readonly name: 'baseline'; readonly arguments: BaselineArguments }
  | { readonly name: 'distribution'; readonly arguments: DistributionArguments }
  | { readonly name: 'hazardRatios'; readonly arguments: HazardRatiosArguments }
  | { readonly name: 'courses'; readonly arguments: CoursesArguments }
  | { readonly name: 'record'; readonly arguments: RecordArguments };

/** Measures that show rows: a centre's own, and nobody else's. */
export const ROWS: ReadonlySet<Measure['name']> = new Set(['courses', 'record']);

/** Of a share: which mark of a course says it, and from which value on. */
export const MARK_OF_SHARE: Readonly<
  Record<Exclude<Share, 'INFUSED'>, { readonly mark: Mark; readonly from: number }>
> = {
  ORR: { mark: 'response', from: 2 },
  CR: { mark: 'response', from: 3 },
  // A mark is one more than the grade.
  CRS: { mark: 'crs', from: 2 },
  CRS_SEVERE: { mark: 'crs', from: 4 },
  ICANS: { mark: 'icans', from: 2 },
  ICANS_SEVERE: { mark: 'icans', from: 4 },
  ICAHT_EARLY: { mark: 'icahtEarly', from: 2 },
  ICAHT_EARLY_SEVERE: { mark: 'icahtEarly', from: 4 },
  ICAHT_LATE: { mark: 'icahtLate', from: 2 },
  ICAHT_LATE_SEVERE: { mark: 'icahtLate', from: 4 },
};

/** Of a distribution: its column, whose it is (everybody infused, or those whose mark says so), and the grid on which it is told. */
export const DISTRIBUTIONS: Readonly<
  Record<
    DistributionOf,
    {
      readonly amount: Amount;
      readonly grid: number;
      readonly field: FieldName;
      readonly among?: Exclude<Share, 'INFUSED'>;
      readonly scale?: number;
    }
  >
> = {
  VEIN_TO_VEIN: { amount: 'waiting', grid: 7, field: 'waiting' },
  LENGTH_OF_STAY: { amount: 'hospital', grid: 7, field: 'hospital' },
  INTENSIVE_CARE: { amount: 'intensive', grid: 7, field: 'hospital' },
  DAYS_OUT_OF_HOSPITAL: { amount: 'home', grid: 5, field: 'hospital' },
  EQ_VAS_CHANGE: { amount: 'eqVas', grid: 5, field: 'quality' },
  // Stored in thousandths.
  EQ5D_INDEX_CHANGE: { amount: 'eqIndex', grid: 50, field: 'quality', scale: 1000 },
  CRS_ONSET: { amount: 'crsOnset', grid: 2, field: 'onset', among: 'CRS' },
  ICANS_ONSET: { amount: 'icansOnset', grid: 2, field: 'onset', among: 'ICANS' },
};

/** Of an incidence: its column, and which of the two causes in it is asked for. */
export const INCIDENCES: Readonly<
  Record<CompetingEvent, { readonly column: TimedColumn; readonly cause: 1 | 2; readonly field: FieldName }>
> = {
  RELAPSE: { column: 'competing', cause: 1, field: 'competing' },
  NRM: { column: 'competing', cause: 2, field: 'competing' },
  SECOND_MALIGNANCY: { column: 'spm', cause: 1, field: 'spm' },
  APLASIA_LOSS: { column: 'aplasia', cause: 1, field: 'aplasia' },
  INFUSION: { column: 'infusion', cause: 1, field: 'apheresed' },
};

export interface CohortFilterValues {
  readonly product?: readonly string[] | null;
  readonly disease?: readonly string[] | null;
  readonly sex?: readonly string[] | null;
  readonly ageBand?: readonly string[] | null;
  readonly statusAtInfusion?: readonly string[] | null;
  readonly centre?: readonly string[] | null;
  readonly priorLines?: readonly string[] | null;
  readonly infusionYear?: { readonly from?: number | null; readonly to?: number | null } | null;
}

export const measureKey = (name: string, values: unknown): string => canonicalJson({ name, values: said(values) });

/** What is usual and what is left out are one question. */
const said = (values: unknown): unknown => {
  const { population, ...rest } = plain(values) as { readonly population?: Population };
  return population === 'APHERESED' ? { ...rest, population } : rest;
};

/** Arguments come with a null prototype and with nulls where nothing was said. */
const plain = (value: unknown): unknown =>
  value === null || typeof value !== 'object'
    ? value
    : Array.isArray(value)
      ? value.map(plain)
      : Object.fromEntries(
          Object.entries(value as object).flatMap(([key, member]) =>
            member === null || member === undefined ? [] : [[key, plain(member)]],
          ),
        );

const ASKED_WITH_ARGUMENTS: ReadonlySet<string> = new Set<Exclude<Measure['name'], 'size'>>([
  'survival',
  'share',
  'cumulativeIncidence',
  'baseline',
  'distribution',
  'hazardRatios',
  'courses',
  'record',
]);

/** The measures under the cohort field, each once, in the order of the document. */
export function measuresOf(
  info: Pick<GraphQLResolveInfo, 'schema' | 'fieldNodes' | 'fragments' | 'variableValues'>,
): Measure[] {
  const cohort = info.schema.getType('Cohort') as GraphQLObjectType;
  const found = new Map<string, Measure>();
  const fields = (set: SelectionSetNode | undefined, seen: ReadonlySet<FragmentDefinitionNode>): FieldNode[] =>
    (set?.selections ?? []).flatMap((node) => {
      if (node.kind === Kind.FIELD) return [node];
      if (node.kind === Kind.INLINE_FRAGMENT) return fields(node.selectionSet, seen);
      const fragment = info.fragments[node.name.value];
      return fragment && !seen.has(fragment) ? fields(fragment.selectionSet, new Set([...seen, fragment])) : [];
    });
  for (const node of info.fieldNodes.flatMap((root) => fields(root.selectionSet, new Set()))) {
    const definition = cohort.getFields()[node.name.value];
    if (!definition) continue;
    const values = getArgumentValues(definition, node, info.variableValues);
    const name = node.name.value as Measure['name'];
    if (name === 'size') found.set('size', { name });
    else if (ASKED_WITH_ARGUMENTS.has(name))
      found.set(measureKey(name, values), { name, arguments: said(values) } as Measure);
  }
  return [...found.values()];
}

export const FIELD_OF_BY: Readonly<Record<By, FieldName>> = {
  PRODUCT: 'product',
  DISEASE: 'disease',
  SEX: 'sex',
  AGE_BAND: 'ageBand',
  INFUSION_YEAR: 'infusionYear',
  STATUS_AT_INFUSION: 'statusAtInfusion',
  CENTRE: 'centre',
  PRIOR_LINES: 'priorLines',
};

const SURVIVAL_COLUMNS = {
  OVERALL: 'os',
  PROGRESSION_FREE: 'pfs',
  EVENT_FREE: 'efs',
  DURATION_OF_RESPONSE: 'dor',
  RELAPSE_FREE: 'rfs',
} as const satisfies Record<Endpoint, TimedColumn>;

export type SurvivalColumn = (typeof SURVIVAL_COLUMNS)[Endpoint] | 'apheresedOs';

/** Its column in a frame. Of the apheresed there is overall survival alone, which is looked at before. */
export const endpointColumn = (endpoint: Endpoint, population?: Population | null): SurvivalColumn =>
  population === 'APHERESED' ? 'apheresedOs' : SURVIVAL_COLUMNS[endpoint];

/** What its strata are counted by; where it does not name a curve's endpoint any would do. */
export function columnIn(measure: Measure): SurvivalColumn {
  if (measure.name === 'survival') return endpointColumn(measure.arguments.endpoint, measure.arguments.population);
  return measure.name === 'hazardRatios' ? endpointColumn(measure.arguments.endpoint) : 'os';
}

/** Of whom it speaks: intention to treat begins with the apheresis. */
export const ofApheresed = (measure: Measure): boolean =>
  (measure.name === 'survival' && measure.arguments.population === 'APHERESED') ||
  (measure.name === 'share' && measure.arguments.endpoint === 'INFUSED') ||
  (measure.name === 'cumulativeIncidence' && measure.arguments.event === 'INFUSION');

/** Those who had it alone, where that is whom it speaks of. */
export function amongOf(measure: Measure): Exclude<Share, 'INFUSED'> | undefined {
  if (measure.name === 'distribution') return DISTRIBUTIONS[measure.arguments.of].among;
  if (measure.name !== 'survival' && measure.name !== 'hazardRatios') return undefined;
  const { endpoint } = measure.arguments;
  return endpoint === 'DURATION_OF_RESPONSE' ? 'ORR' : endpoint === 'RELAPSE_FREE' ? 'CR' : undefined;
}

const FIELD_OF_COLUMN: Readonly<Record<SurvivalColumn, FieldName>> = {
  os: 'os',
  pfs: 'pfs',
  efs: 'efs',
  dor: 'dor',
  rfs: 'rfs',
  apheresedOs: 'apheresed',
};

function fieldsOfMeasure(measure: Measure): readonly FieldName[] {
  const among = amongOf(measure);
  const marks: readonly FieldName[] = among === undefined ? [] : [FIELD_OF_MARK[MARK_OF_SHARE[among].mark]];
  switch (measure.name) {
    case 'size':
    case 'baseline':
      return ['size'];
    case 'survival':
    case 'hazardRatios':
      return [FIELD_OF_COLUMN[columnIn(measure)], ...marks];
    case 'share': {
      const { endpoint } = measure.arguments;
      return [endpoint === 'INFUSED' ? 'apheresed' : FIELD_OF_MARK[MARK_OF_SHARE[endpoint].mark]];
    }
    case 'cumulativeIncidence':
      return [INCIDENCES[measure.arguments.event].field];
    case 'distribution':
      return [DISTRIBUTIONS[measure.arguments.of].field, ...marks];
    case 'courses':
    case 'record':
      return [];
  }
}

const FIELD_OF_MARK: Readonly<Record<Mark, FieldName>> = {
  response: 'response',
  crs: 'crs',
  icans: 'icans',
  icahtEarly: 'icaht',
  icahtLate: 'icaht',
};

/** Every field that the question names or filters on: one beyond the permit refuses the whole. */
export function fieldsOf(measures: readonly Measure[], where: CohortFilterValues): FieldName[] {
  const fields = new Set<FieldName>();
  for (const [name, value] of Object.entries(where))
    if (value !== null && value !== undefined) fields.add(name as FieldName);
  for (const measure of measures) {
    for (const field of fieldsOfMeasure(measure)) fields.add(field);
    const by = 'arguments' in measure && 'by' in measure.arguments ? measure.arguments.by : undefined;
    if (by) fields.add(FIELD_OF_BY[by]);
  }
  return [...fields].sort();
}

/** By what nobody can be chosen who was never infused. */
const AFTER_INFUSION: readonly (keyof CohortFilterValues)[] = ['infusionYear', 'statusAtInfusion'];
const BY_AFTER_INFUSION: ReadonlySet<string> = new Set<By>(['INFUSION_YEAR', 'STATUS_AT_INFUSION']);

/** Of the apheresed, by something that only the infused have: it would leave out just those whom the question is about. */
export const asksAfterInfusion = (measure: Measure, where: CohortFilterValues): boolean =>
  ofApheresed(measure) &&
  (AFTER_INFUSION.some((name) => where[name] != null) ||
    ('arguments' in measure && 'by' in measure.arguments && BY_AFTER_INFUSION.has(measure.arguments.by ?? '')));
