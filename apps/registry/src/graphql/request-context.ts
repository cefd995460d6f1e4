// In: an HTTP request. Out: what every resolver is handed: the operation with its caller, and the submission as it was received.
import { type DocumentNode, Kind, visit } from 'graphql';
import type { Operation } from './operation.ts';

export class RequestContext {
  /** Set by the operation plugin once the document is parsed. */
  document: DocumentNode | undefined;

  constructor(
    readonly operation: Operation,
    private readonly variables: Readonly<Record<string, unknown>> | null | undefined,
    /** The answer goes out as `application/json`, where the status does not speak of the question. */
    readonly plainJson: boolean,
  ) {}

  /**
   * The variable that the document gives to `submission`, as parsed JSON before GraphQL coerced anything: that is what was signed.
   * Undefined when it is written into the document instead.
   */
  submissionReceived(): unknown {
    let name: string | undefined;
    visit(this.document as DocumentNode, {
      Argument: (node) => {
        if (node.name.value === 'submission' && node.value.kind === Kind.VARIABLE) name = node.value.name.value;
      },
    });
    return name === undefined ? undefined : this.variables?.[name];
  }
}
