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
import type { Mark } from '@longview/cohort';
import type { FieldName } from '../governance/permits.ts';

export type Endpoint = 'OVERALL' | 'PROGRESSION_FREE';
export type By =
  'PRODUCT' | 'DISEASE' | 'SEX' | 'AGE_BAND' | 'INFUSION_YEAR' | 'STATUS_AT_INFUSION' | 'CENTRE' | 'PRIOR_LINES';

export interface SurvivalArguments {
  readonly endpoint: Endpoint;
  readonly by?: By | null;
  readonly at?: readonly number[] | null;
  readonly interval: 'LOG' | 'LOG_LOG';
}
export type Share = 'ORR' | 'CR' | 'CRS' | 'CRS_SEVERE' | 'ICANS' | 'ICANS_SEVERE';
export interface ShareArguments {
  readonly endpoint: Share;
  readonly by?: By | null;
}
export type CompetingEvent = 'RELAPSE' | 'NRM';
export interface IncidenceArguments {
  readonly event: CompetingEvent;
  readonly by?: By | null;
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
  | { readonly name: 'courses'; readonly arguments: CoursesArguments }
  | { readonly name: 'record'; readonly arguments: RecordArguments };

/** Measures that show rows: a centre's own, and nobody else's. */
export const ROWS: ReadonlySet<Measure['name']> = new Set(['courses', 'record']);

/** Of a share: which mark of a course says it, and from which value on. */
export const MARK_OF_SHARE: Readonly<Record<Share, { readonly mark: Mark; readonly from: number }>> = {
  ORR: { mark: 'response', from: 2 },
  CR: { mark: 'response', from: 3 },
  // A mark is one more than the grade.
  CRS: { mark: 'crs', from: 2 },
  CRS_SEVERE: { mark: 'crs', from: 4 },
  ICANS: { mark: 'icans', from: 2 },
  ICANS_SEVERE: { mark: 'icans', from: 4 },
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

export const measureKey = (name: string, values: unknown): string => canonicalJson({ name, values: plain(values) });

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
    if (node.name.value === 'size') found.set('size', { name: 'size' });
    if (node.name.value === 'survival') {
      found.set(measureKey('survival', values), { name: 'survival', arguments: plain(values) as SurvivalArguments });
    }
    if (node.name.value === 'share')
      found.set(measureKey('share', values), { name: 'share', arguments: plain(values) as ShareArguments });
    if (node.name.value === 'cumulativeIncidence')
      found.set(measureKey('cumulativeIncidence', values), {
        name: 'cumulativeIncidence',
        arguments: plain(values) as IncidenceArguments,
      });
    if (node.name.value === 'baseline')
      found.set(measureKey('baseline', values), { name: 'baseline', arguments: plain(values) as BaselineArguments });
    if (node.name.value === 'record') {
      found.set(measureKey('record', values), { name: 'record', arguments: plain(values) as RecordArguments });
    }
    if (node.name.value === 'courses') {
      found.set(measureKey('courses', values), { name: 'courses', arguments: plain(values) as CoursesArguments });
    }
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

/** What its strata are counted by; where it does not name a curve's endpoint any would do. */
export const endpointIn = (measure: Measure): Endpoint =>
  measure.name === 'survival' ? measure.arguments.endpoint : 'OVERALL';

/** Its column in a frame. */
export const endpointColumn = (endpoint: Endpoint): 'os' | 'pfs' => (endpoint === 'OVERALL' ? 'os' : 'pfs');

/** Every field that the question names or filters on: one beyond the permit refuses the whole. */
export function fieldsOf(measures: readonly Measure[], where: CohortFilterValues): FieldName[] {
  const fields = new Set<FieldName>();
  for (const [name, value] of Object.entries(where))
    if (value !== null && value !== undefined) fields.add(name as FieldName);
  for (const measure of measures) {
    if (measure.name === 'size') fields.add('size');
    if (measure.name === 'survival') {
      fields.add(endpointColumn(measure.arguments.endpoint));
      if (measure.arguments.by) fields.add(FIELD_OF_BY[measure.arguments.by]);
    }
    if (measure.name === 'baseline') fields.add('size').add(FIELD_OF_BY[measure.arguments.by]);
    if (measure.name === 'share') {
      fields.add(MARK_OF_SHARE[measure.arguments.endpoint].mark);
      if (measure.arguments.by) fields.add(FIELD_OF_BY[measure.arguments.by]);
    }
    if (measure.name === 'cumulativeIncidence') {
      fields.add('competing');
      if (measure.arguments.by) fields.add(FIELD_OF_BY[measure.arguments.by]);
    }
  }
  return [...fields].sort();
}
