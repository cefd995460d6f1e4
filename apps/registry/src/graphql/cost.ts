// In: a validated operation with its variables. Out: what it can touch at the most: rows handed out, passes over a whole population (one's own
// rows, a release, a filtered log), cells computed. Refuses, before a row is opened or an intent written, what can touch too much.
import {
  type FieldNode,
  type FragmentDefinitionNode,
  getArgumentValues,
  GraphQLError,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { accessOf } from './access.ts';

export interface Cost {
  readonly rows: number;
  readonly passes: number;
  readonly cells: number;
}

/** A root field as one asks for it: all places where it stands under one name. */
export interface AskedField {
  readonly schema: GraphQLSchema;
  readonly fieldNodes: readonly FieldNode[];
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
  readonly variableValues: Readonly<Record<string, unknown>>;
}

/** Arguments are read only by a cost that depends on them: those of a submission are large. */
export type CostOf = (values: () => Readonly<Record<string, unknown>>, field: AskedField) => Cost;

/** Of a field that touches a few rows whatever is asked, or no more than its own request brought. */
export const LITTLE: CostOf = () => ({ rows: 1, passes: 0, cells: 0 });

/** Of a field with a page of entries; a filter may have to look at all of them. */
export const pageCost: CostOf = (values) => {
  const { first, filter } = values();
  return { rows: Math.max(0, Number(first)) + 1, passes: filter == null ? 0 : 1, cells: 0 };
};

/** Two full pages of courses with their records; the measures of two questions; one question that stratifies everything. */
export const MOST_COST: Cost = { rows: 10_500, passes: 24, cells: 600_000 };

/** What a field costs that says nothing else: one look at something whole. */
const ONE_PASS: Cost = { rows: 0, passes: 1, cells: 0 };

export function costOf(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  fragments: AskedField['fragments'],
  variableValues: Readonly<Record<string, unknown>>,
): Cost {
  const type = operation.operation === 'mutation' ? schema.getMutationType() : schema.getQueryType();
  let [rows, passes, cells] = [0, 0, 0];
  for (const fieldNodes of rootFields(operation.selectionSet, fragments).values()) {
    const name = fieldNodes[0]?.name.value ?? '';
    const definition = type?.getFields()[name];
    // `__typename` and the schema hold no data.
    if (!definition || !fieldNodes[0]) continue;
    const { cost } = accessOf(name) ?? {};
    const [node] = fieldNodes;
    const field = { schema, fieldNodes, fragments, variableValues };
    const own = cost?.(() => getArgumentValues(definition, node, variableValues), field) ?? ONE_PASS;
    [rows, passes, cells] = [rows + own.rows, passes + own.passes, cells + own.cells];
  }
  return { rows, passes, cells };
}

/** @throws GraphQLError saying how much it may be, and how to ask for less. */
export function refuseTooCostly(cost: Cost, most: Cost = MOST_COST): void {
  for (const name of ['rows', 'passes', 'cells'] as const) {
    if (cost[name] <= most[name]) continue;
    throw new GraphQLError(
      `One request may touch ${most[name]} ${WORDS[name]} at the most, and this one up to ${cost[name]}. Ask for smaller pages or fewer measures, or send several requests.`,
      { extensions: { code: 'DOCUMENT_TOO_COSTLY' } },
    );
  }
}

const WORDS = { rows: 'rows', passes: 'times what is asked about as a whole', cells: 'figures' } as const;

/** By the name under which it is answered. What is skipped is counted too: an estimate is never too low. */
function rootFields(set: SelectionSetNode, fragments: AskedField['fragments']): Map<string, FieldNode[]> {
  const found = new Map<string, FieldNode[]>();
  const walk = ({ selections }: SelectionSetNode, open: ReadonlySet<string>): void => {
    for (const node of selections) {
      if (node.kind === Kind.FIELD) {
        const name = (node.alias ?? node.name).value;
        found.set(name, [...(found.get(name) ?? []), node]);
      } else if (node.kind === Kind.INLINE_FRAGMENT) walk(node.selectionSet, open);
      else {
        const fragment = fragments[node.name.value];
        if (fragment && !open.has(node.name.value)) walk(fragment.selectionSet, new Set([...open, node.name.value]));
      }
    }
  };
  walk(set, new Set());
  return found;
}
