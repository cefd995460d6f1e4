// In: a parsed, validated operation and who calls. Out: its answer, executed by a compiled query, once its entries are durable.
// A fault is told as a fault, without its inside; an answer whose entry cannot be written does not leave.
import type { ApolloServerPlugin, GraphQLRequestContext } from '@apollo/server';
import { type DocumentNode, execute, type ExecutionResult, GraphQLError, visit } from 'graphql';
import { compileQuery, type CompiledQuery, isCompiledQuery } from 'graphql-jit';
import type { RequestContext } from './request-context.ts';

/** Compiled queries kept, by document text and operation name. */
const KEEP = 500;

export function operationPlugin(onFault: (fault: unknown) => void): ApolloServerPlugin<RequestContext> {
  const compiled = new Map<string, CompiledQuery>();

  const compile = (
    request: GraphQLRequestContext<RequestContext>,
    document: DocumentNode,
  ): CompiledQuery | undefined => {
    const key = `${request.operationName ?? ''}|${request.queryHash ?? ''}`;
    const kept = compiled.get(key);
    if (kept) return kept;
    const made = compileQuery(request.schema, document, request.operationName ?? undefined);
    if (!isCompiledQuery(made)) return undefined;
    if (compiled.size >= KEEP) compiled.delete(compiled.keys().next().value as string);
    compiled.set(key, made);
    return made;
  };

  const run = async (request: GraphQLRequestContext<RequestContext>): Promise<ExecutionResult> => {
    const { document, contextValue, operation } = request;
    if (!document || !operation) throw new Error('executed before it was parsed');
    const variables = request.request.variables ?? {};
    contextValue.document = document;
    if (contextValue.operation.caller.kind === 'anyone' && asksForSchema(document)) {
      throw new GraphQLError('The schema is shown to those who are signed in; it also stands in the repository.', {
        extensions: { code: 'FORBIDDEN' },
      });
    }
    const query = operation.operation === 'query' ? compile(request, document) : undefined;
    if (query) return query.query({}, contextValue, variables);
    return execute({
      schema: request.schema,
      document,
      rootValue: {},
      contextValue,
      variableValues: variables,
      operationName: request.operationName,
    });
  };

  return {
    requestDidStart: async () => ({
      async responseForOperation(request) {
        const { operation } = request.contextValue;
        let result: ExecutionResult;
        try {
          result = await run(request);
        } catch (fault) {
          result = { errors: [asError(fault)] };
        }
        // A variable of a wrong type never ran: that is the caller's mistake, and HTTP says so.
        const refusedVariables = result.data === undefined && (result.errors ?? []).length > 0;
        try {
          await operation.close();
        } catch (fault) {
          onFault(fault);
          result = {
            errors: [
              new GraphQLError('The access log cannot be written, so nothing is shown. Try again later.', {
                extensions: { code: 'LOG_UNAVAILABLE', http: { status: 503 } },
              }),
            ],
          };
        }
        const errors = (result.errors ?? []).map((error) => told(error, onFault));
        const status = errors
          .map((error) => (error.extensions['http'] as { status?: number } | undefined)?.status)
          .find(Boolean);
        if (status !== undefined) request.response.http.status = status;
        else if (refusedVariables) request.response.http.status = 400;
        return {
          http: request.response.http,
          body: {
            kind: 'single',
            singleResult: {
              ...(errors.length > 0 && { errors: errors.map((error) => withoutHttp(error)) }),
              ...(result.data !== undefined && { data: result.data as Record<string, unknown> | null }),
            },
          },
        };
      },
    }),
  };
}

const asError = (fault: unknown): GraphQLError =>
  fault instanceof GraphQLError
    ? fault
    : new GraphQLError('fault', { originalError: fault instanceof Error ? fault : new Error(String(fault)) });

/** The one mapper from a fault to what is told: codes that we gave stand, everything else is an inside that stays inside. */
function told(error: GraphQLError, onFault: (fault: unknown) => void): GraphQLError {
  const inner = error.originalError;
  if (inner && !(inner instanceof GraphQLError)) {
    onFault(inner);
    return new GraphQLError('Something failed in the registry; it was written down. Try again later.', {
      ...(error.path && { path: error.path }),
      extensions: { code: 'INTERNAL_SERVER_ERROR' },
    });
  }
  if (error.extensions['code'] === undefined || error.extensions['code'] === 'BAD_USER_INPUT') {
    return new GraphQLError(withoutValue(error.message), {
      nodes: error.nodes,
      path: error.path,
      extensions: { ...error.extensions, code: 'BAD_USER_INPUT' },
    });
  }
  return error;
}

function withoutHttp(error: GraphQLError) {
  const { http: _http, stacktrace: _stacktrace, ...extensions } = error.extensions;
  return { ...error.toJSON(), extensions };
}

function asksForSchema(document: DocumentNode): boolean {
  let asks = false;
  visit(document, {
    Field: (node) => {
      if (node.name.value === '__schema' || node.name.value === '__type') asks = true;
    },
  });
  return asks;
}

/** Reasons that can hold no value: whatever is not of this form is told as a wrong type. */
const REASONS = [
  /Field "\w{1,40}" (?:is not defined by type "\w+"|of required type "[\w![\]]+" was not provided)/,
  /Expected (?:non-nullable )?type "[\w![\]]+"(?: not to be null| to be an object)?/,
  /(?:Int|Float|String|Boolean|ID) cannot represent (?:a )?non[- ][a-z ]+ value/,
  /(?:Code|Date|PartialDate|Days) takes [a-zA-Z0-9 _.:+,-]+$/,
];

/**
 * Where a variable is wrong and why, without what was found there: a value in a wrong place may be somebody's name, and an error text
 * ends up in logs that nobody guards.
 */
export function withoutValue(message: string): string {
  const variable = /^Variable "(\$\w+)" got invalid value /.exec(message)?.[1];
  if (variable === undefined) return message.replace(/( value| cannot represent[^:]*): [\s\S]*$/, '$1');
  const path = [...message.matchAll(/ at "([\w.[\]]+)"; /g)].at(-1)?.[1] ?? variable;
  const reason = REASONS.flatMap(
    (known) => [...message.matchAll(new RegExp(`; (${known.source})`, 'g'))].at(-1)?.[1] ?? [],
  )[0];
  return `Variable "${variable}" is not accepted at "${path}": ${reason ?? 'the value is of a wrong type'}.`;
}
