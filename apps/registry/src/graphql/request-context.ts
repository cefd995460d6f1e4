// In: an HTTP request. Out: what every resolver is handed: the operation with its caller, and the submission as it was received.
import { type GraphQLResolveInfo, Kind } from 'graphql';
import type { Operation } from './operation.ts';

export class RequestContext {
  constructor(
    readonly operation: Operation,
    private readonly variables: Readonly<Record<string, unknown>> | null | undefined,
    /** The answer goes out as `application/json`, where the status does not speak of the question. */
    readonly plainJson: boolean,
  ) {}

  /**
   * The variable that this very field gives to `submission`, as parsed JSON before GraphQL coerced anything: that is what was signed.
   * Undefined when it is written into the document instead, or stands there as a default. Another field's or operation's variable would
   * be one whose types nobody checked.
   */
  submissionReceived({ fieldNodes }: Pick<GraphQLResolveInfo, 'fieldNodes'>): unknown {
    const value = fieldNodes[0]?.arguments?.find(({ name }) => name.value === 'submission')?.value;
    const name = value?.kind === Kind.VARIABLE ? value.name.value : undefined;
    return name !== undefined && this.variables && Object.hasOwn(this.variables, name)
      ? this.variables[name]
      : undefined;
  }
}
