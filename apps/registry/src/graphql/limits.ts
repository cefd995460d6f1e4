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
  readonly aliases: number;
  readonly fields: number;
  readonly directives: number;
  readonly rootFields: number;
}

/** Tokens a document may have: the parser stops there, so that a huge document costs no more than a large one. */
export const MAX_TOKENS = 2000;

/** Values, lists and objects that the variables of a query may hold: a question is small, only a submission is large. */
export const MAX_VARIABLE_VALUES = 1000;

/** After so many a document or its variables are not looked at any further. */
export const MAX_ERRORS = 5;

/** Bytes of a body: a submission of 100 patients with all their records stays well below the first. */
export const MAX_BODY = { agent: 8 * 1024 * 1024, other: 256 * 1024 } as const;

export const LIMITS: Limits = { depth: 12, aliases: 30, fields: 600, directives: 20, rootFields: 10 };

interface Size {
  depth: number;
  aliases: number;
  fields: number;
  directives: number;
  rootFields: number;
}

export function limitRule(limits: Limits = LIMITS) {
  return (context: ValidationContext): ASTVisitor => ({
    Document(document: DocumentNode) {
      const fragments = new Map(
        document.definitions.flatMap((node) =>
          node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node] as const] : [],
        ),
      );
      const sizes = new Map<FragmentDefinitionNode, Size | 'open'>();
      for (const node of document.definitions) {
        if (node.kind !== Kind.OPERATION_DEFINITION) continue;
        const size = measure(node.selectionSet, fragments, sizes);
        size.directives += node.directives?.length ?? 0;
        for (const name of Object.keys(limits) as (keyof Limits)[]) {
          if (size[name] <= limits[name]) continue;
          const error = new GraphQLError(
            `The document has too much of one thing: ${name} may be ${limits[name]} at the most.`,
            { extensions: { tooMuch: true } },
          );
          // Until the validator gives up: the other rules compare fields in pairs, and must not begin on such a document.
          for (let n = 0; n <= MAX_ERRORS; n++) context.reportError(error);
          return;
        }
      }
    },
  });
}

function measure(
  set: SelectionSetNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  sizes: Map<FragmentDefinitionNode, Size | 'open'>,
): Size {
  const size: Size = { depth: 0, aliases: 0, fields: 0, directives: 0, rootFields: 0 };
  const add = (inner: Size, deeper: number, level: boolean) => {
    size.depth = Math.max(size.depth, inner.depth + deeper);
    size.aliases += inner.aliases;
    size.fields += inner.fields;
    size.directives += inner.directives;
    if (level) size.rootFields += inner.rootFields;
  };
  for (const node of set.selections) {
    size.directives += node.directives?.length ?? 0;
    if (node.kind === Kind.FIELD) {
      size.fields += 1;
      size.rootFields += 1;
      if (node.alias) size.aliases += 1;
      size.depth = Math.max(size.depth, 1);
      // The schema of the schema nests deeply by nature; it is shown to signed-in people only and holds no data.
      const deeper = node.name.value === '__schema' || node.name.value === '__type' ? 0 : 1;
      if (node.selectionSet) {
        const inner = measure(node.selectionSet, fragments, sizes);
        add(deeper === 0 ? { ...inner, depth: 0 } : inner, deeper, false);
      }
    } else if (node.kind === Kind.INLINE_FRAGMENT) {
      add(measure(node.selectionSet, fragments, sizes), 0, true);
    } else {
      const fragment = fragments.get(node.name.value);
      if (!fragment) continue;
      const known = sizes.get(fragment);
      // A fragment inside itself is a validation error of its own; here it only must not go round for ever.
      if (known === 'open') continue;
      if (known) add(known, 0, true);
      else {
        sizes.set(fragment, 'open');
        const inner = measure(fragment.selectionSet, fragments, sizes);
        sizes.set(fragment, inner);
        add(inner, 0, true);
      }
    }
  }
  return size;
}
