// In: a root field. Out: which action the policy decides and which processing activity it belongs to. A root field without both does not
// start the registry (GDPR 5(2), 30): see assertEveryRootFieldDeclared.
import type { GraphQLSchema } from 'graphql';
import type { CostOf } from './cost.ts';

export interface AccessDeclaration {
  /** Action of the policy set. `null`: open to everybody, and then `why` says for what reason. */
  readonly action: string | readonly string[] | null;
  readonly why?: string;
  readonly field?: string;
  /** Id of the processing activity, see schema/activities.json. */
  readonly activity: string;
  /** What it can touch at the most; left out, it counts as one look at something whole. */
  readonly cost?: CostOf;
}

const declarations = new Map<string, AccessDeclaration>();

/** Declares a root field; `field` where the method has another name than the field. */
export const Access =
  (declaration: AccessDeclaration): MethodDecorator =>
  (_prototype, name) => {
    declarations.set(declaration.field ?? String(name), declaration);
  };

export const accessOf = (field: string): AccessDeclaration | undefined => declarations.get(field);

/**
 * @throws Error naming every root field that lacks a declaration, names an unknown activity, or is open without a reason.
 */
export function assertEveryRootFieldDeclared(schema: GraphQLSchema, activities: ReadonlySet<string>): void {
  const complaints: string[] = [];
  for (const type of [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]) {
    for (const field of Object.keys(type?.getFields() ?? {})) {
      const declared = declarations.get(field);
      if (!declared) complaints.push(`${field} declares no action and no processing activity`);
      else if (!activities.has(declared.activity))
        complaints.push(`${field} belongs to the unknown activity ${declared.activity}`);
      else if (declared.action === null && !declared.why)
        complaints.push(`${field} is open to everybody without a reason`);
    }
  }
  if (complaints.length > 0) throw new Error(`the registry does not start: ${complaints.join('; ')}`);
}
