// In: a document. Out: the complaint that it is too deep, too wide, too repetitive, as validation errors before anything runs.
// Fragments are followed and counted where they are used: a limit that looks at the text alone is walked around with fragments.
import {
  type ASTVisitor,
  type DocumentNode,
  type FragmentDefinitionNode,
  GraphQLError,
  Kind,
  type SelectionSetNode,
  type ValidationContext,
} from 'graphql';

export interface Limits {
  readonly depth: number;
  /** Levels under `__schema` and `__type`: tools ask for 15. */
  readonly schemaDepth: number;
  readonly aliases: number;
  readonly fields: number;
  readonly directives: number;
  /** Of fields and directives, each time they are reached. */
  readonly arguments: number;
  /** That one operation declares. */
  readonly variables: number;
  readonly rootFields: number;
  /** Uses of fragments, inline ones too, each time they are reached. */
  readonly fragments: number;
  /** One name in one place: fields of one name are compared with each other in pairs. */
  readonly repeats: number;
  /** Operations and fragments, those that nothing uses among them: all are checked. */
  readonly definitions: number;
}

/** Tokens a document may have: the parser stops there, so that a huge document costs no more than a large one. */
export const MAX_TOKENS = 2000;

/** Values, lists and objects that the variables of a query may hold: a question is small, only a submission is large. */
export const MAX_VARIABLE_VALUES = 1000;

/** The same for a whole body that no agent signed, counted before it is parsed: thousands of members cost more to read than to refuse. */
export const MAX_BODY_VALUES = 2 * MAX_VARIABLE_VALUES;

/** After so many a document or its variables are not looked at any further. */
export const MAX_ERRORS = 5;

/** Operations in one document: one is asked for, but all are checked. */
const MAX_OPERATIONS = 10;

/** Bytes of a body: a submission of 100 patients with all their records stays well below the first, any question below the second. */
export const MAX_BODY = { agent: 8 * 1024 * 1024, other: 64 * 1024 } as const;

export const LIMITS: Limits = {
  depth: 12,
  schemaDepth: 20,
  aliases: 30,
  fields: 600,
  directives: 20,
  arguments: 200,
  variables: 50,
  rootFields: 10,
  fragments: 200,
  repeats: 20,
  definitions: 60,
};

/** What is counted in selections. Repeats are counted where the fields meet, once it is known that there are not too many. */
type Size = Record<Exclude<keyof Limits, 'repeats' | 'definitions' | 'variables'>, number>;

export function limitRule(limits: Limits = LIMITS) {
  return (context: ValidationContext): ASTVisitor => ({
    Document(document: DocumentNode) {
      const complain = (name: string, most: number): void => {
        const error = new GraphQLError(`The document has too much of one thing: ${name} may be ${most} at the most.`, {
          extensions: { tooMuch: true },
        });
        // Until the validator gives up: the other rules compare fields in pairs, and must not begin on such a document.
        for (let n = 0; n <= MAX_ERRORS; n++) context.reportError(error);
      };
      const fragments: Fragments = new Map(
        document.definitions.flatMap((node) =>
          node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node] as const] : [],
        ),
      );
      const operations = document.definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION);
      if (document.definitions.length > limits.definitions) return complain('definitions', limits.definitions);
      if (operations.length > MAX_OPERATIONS) return complain('operations', MAX_OPERATIONS);
      const sizes = new Map<FragmentDefinitionNode, Size | 'open'>();
      // A fragment that nothing uses as well: the other rules compare its fields like those of any other.
      for (const node of [...operations, ...fragments.values()]) {
        if (node.kind === Kind.FRAGMENT_DEFINITION && sizes.has(node)) continue;
        const size = measure(node.selectionSet, fragments, sizes);
        add(size, node);
        // The fields of a fragment are those of some type, which is the root's only where it is used there.
        if (node.kind === Kind.FRAGMENT_DEFINITION) size.rootFields = 0;
        for (const name of Object.keys(size) as (keyof Size)[])
          if (size[name] > limits[name]) return complain(name, limits[name]);
        if ((node.variableDefinitions?.length ?? 0) > limits.variables) return complain('variables', limits.variables);
        if (repeats(node.selectionSet, fragments, limits.repeats)) return complain('repeats', limits.repeats);
      }
    },
  });
}

interface Described {
  readonly directives?: readonly { readonly arguments?: readonly unknown[] | undefined }[] | undefined;
  readonly arguments?: readonly unknown[] | undefined;
}

/** What stands at the node itself. */
function add(size: Size, { directives = [], arguments: given = [] }: Described): void {
  size.directives += directives.length;
  size.arguments += given.length;
  for (const directive of directives) size.arguments += directive.arguments?.length ?? 0;
}

type Fragments = ReadonlyMap<string, FragmentDefinitionNode>;

function measure(set: SelectionSetNode, fragments: Fragments, sizes: Map<FragmentDefinitionNode, Size | 'open'>): Size {
  const size: Size = {
    depth: 0,
    schemaDepth: 0,
    aliases: 0,
    fields: 0,
    directives: 0,
    arguments: 0,
    rootFields: 0,
    fragments: 0,
  };
  const take = (inner: Size, deeper: number, level: boolean) => {
    size.depth = Math.max(size.depth, inner.depth + deeper);
    size.schemaDepth = Math.max(size.schemaDepth, inner.schemaDepth);
    size.aliases += inner.aliases;
    size.fields += inner.fields;
    size.directives += inner.directives;
    size.arguments += inner.arguments;
    size.fragments += inner.fragments;
    if (level) size.rootFields += inner.rootFields;
  };
  for (const node of set.selections) {
    add(size, node);
    if (node.kind === Kind.FIELD) {
      size.fields += 1;
      size.rootFields += 1;
      if (node.alias) size.aliases += 1;
      size.depth = Math.max(size.depth, 1);
      if (!node.selectionSet) continue;
      const inner = measure(node.selectionSet, fragments, sizes);
      // The schema of the schema nests deeply by nature; it is shown to signed-in people only and holds no data.
      const ofSchema = node.name.value === '__schema' || node.name.value === '__type';
      take(ofSchema ? { ...inner, depth: 0, schemaDepth: inner.depth } : inner, ofSchema ? 0 : 1, false);
      continue;
    }
    size.fragments += 1;
    if (node.kind === Kind.INLINE_FRAGMENT) {
      take(measure(node.selectionSet, fragments, sizes), 0, true);
      continue;
    }
    const fragment = fragments.get(node.name.value);
    if (!fragment) continue;
    const known = sizes.get(fragment);
    // A fragment inside itself is a validation error of its own; here it only must not go round for ever.
    if (known === 'open') continue;
    if (known) take(known, 0, true);
    else {
      sizes.set(fragment, 'open');
      const inner = measure(fragment.selectionSet, fragments, sizes);
      // What stands at the definition is checked with it.
      add(inner, fragment);
      sizes.set(fragment, inner);
      take(inner, 0, true);
    }
  }
  return size;
}

interface Place {
  times: number;
  readonly inside: Map<string, Place>;
}

/** Whether one name stands in one place of the answer more often than `most`, with all fragments put in. */
function repeats(set: SelectionSetNode, fragments: Fragments, most: number): boolean {
  const walk = (
    { selections }: SelectionSetNode,
    place: Map<string, Place>,
    open: ReadonlySet<FragmentDefinitionNode>,
  ): boolean =>
    selections.some((node) => {
      if (node.kind === Kind.INLINE_FRAGMENT) return walk(node.selectionSet, place, open);
      if (node.kind === Kind.FRAGMENT_SPREAD) {
        const fragment = fragments.get(node.name.value);
        if (!fragment || open.has(fragment)) return false;
        return walk(fragment.selectionSet, place, new Set([...open, fragment]));
      }
      const name = (node.alias ?? node.name).value;
      const met = place.get(name) ?? { times: 0, inside: new Map<string, Place>() };
      place.set(name, met);
      met.times += 1;
      return met.times > most || (node.selectionSet !== undefined && walk(node.selectionSet, met.inside, open));
    });
  return walk(set, new Map(), new Set());
}
