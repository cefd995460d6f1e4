// In: an HTTP request. Out: what every resolver is handed: the operation with its caller, and the variables as they were received.
import type { DocumentNode } from 'graphql';
import type { Operation } from './operation.ts';

export interface RequestContext {
  readonly operation: Operation;
  /** The request's body as parsed JSON, before GraphQL coerced anything. */
  readonly received: { readonly query?: string; readonly variables?: Readonly<Record<string, unknown>> | null };
  readonly document?: DocumentNode;
}
