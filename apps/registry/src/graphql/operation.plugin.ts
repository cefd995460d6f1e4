// In: a parsed, validated operation and who calls. Out: its answer, executed by a compiled query, once its entries are durable.
// A fault is told as a fault, without its inside; an answer whose entry cannot be written does not leave.
import type { ApolloServerPlugin, GraphQLRequestContext } from '@apollo/server';
import { unwrapResolverError } from '@apollo/server/errors';
import {
  type DocumentNode,
  execute,
  type ExecutionResult,
  type FragmentDefinitionNode,
  GraphQLError,
  type GraphQLFormattedError,
  getVariableValues,
  Kind,
  visit,
} from 'graphql';
import { compileQuery, type CompiledQuery, isCompiledQuery } from 'graphql-jit';
import { LogUnavailable } from '../access-log/log-unavailable.ts';
import { DatabaseBusy } from '../persistence/database.ts';
import { costOf, refuseTooCostly } from './cost.ts';
import { withoutLiteral, withoutValue } from './error-text.ts';
import { BUSY, FAULT } from './http-message.ts';
import { KeptDocuments, textLength } from './kept-documents.ts';
import { MAX_ERRORS, MAX_VARIABLE_VALUES } from './limits.ts';
import type { RequestContext } from './request-context.ts';

/**
 * What is wrong with the question rather than with the request: 400 to those who ask for `application/graphql-response+json`, but 200 to
 * those who take `application/json`, who could not tell it from a proxy's 400 (GraphQL over HTTP, section 6.4.1).
 */
const OF_THE_QUESTION: ReadonlySet<unknown> = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_RESOLUTION_FAILURE',
  'BAD_USER_INPUT',
  'DOCUMENT_TOO_LARGE',
  'DOCUMENT_TOO_COSTLY',
]);

export function operationPlugin(onFault: (fault: unknown) => void): ApolloServerPlugin<RequestContext> {
  /** By operation name and document text. */
  const compiled = new KeptDocuments<CompiledQuery>();

  const compile = (
    request: GraphQLRequestContext<RequestContext>,
    document: DocumentNode,
  ): CompiledQuery | undefined => {
    const key = `${request.operationName ?? ''}|${request.queryHash ?? ''}`;
    const kept = compiled.find(key);
    if (kept) return kept;
    const made = compileQuery(request.schema, document, request.operationName ?? undefined);
    if (!isCompiledQuery(made)) return undefined;
    compiled.keep(key, textLength(document), made);
    return made;
  };

  const run = async (request: GraphQLRequestContext<RequestContext>): Promise<ExecutionResult> => {
    const { document, contextValue, operation } = request;
    if (!document) throw new Error('executed before it was parsed');
    if (!operation) {
      throw new GraphQLError('Name one of the operations of the document.', {
        extensions: { code: 'OPERATION_RESOLUTION_FAILURE', http: { status: 400 } },
      });
    }
    // Without a prototype: a variable named like something that every object has would else be found where none was sent.
    const variables = Object.assign(Object.create(null), request.request.variables) as Record<string, unknown>;
    if (contextValue.operation.caller.kind === 'anyone' && asksForSchema(document)) {
      throw new GraphQLError('The schema is shown to those who are signed in; it also stands in the repository.', {
        extensions: { code: 'FORBIDDEN', http: { status: 403 } },
      });
    }
    if (operation.operation === 'query') {
      if (holdsMoreThan(MAX_VARIABLE_VALUES, variables)) {
        throw new GraphQLError(`The variables of a question hold up to ${MAX_VARIABLE_VALUES} values.`, {
          extensions: { code: 'BAD_USER_INPUT' },
        });
      }
      // A compiled query would tell every wrong member of a list, one error each, and hardly where.
      const definitions = operation.variableDefinitions ?? [];
      const { errors, coerced } = getVariableValues(request.schema, definitions, variables, { maxErrors: MAX_ERRORS });
      if (errors) return { errors };
      refuseTooCostly(costOf(request.schema, operation, fragmentsOf(document), coerced));
      const query = compile(request, document);
      if (query) return query.query({}, contextValue, variables);
    } else refuseTooCostly(costOf(request.schema, operation, fragmentsOf(document), variables));
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
      async willSendResponse({ contextValue, response }) {
        if (response.body.kind !== 'single') return;
        const errors = response.body.singleResult.errors ?? [];
        const tooLarge = errors.find(({ extensions }) => extensions?.['code'] === TOO_LARGE);
        if (tooLarge) response.body.singleResult = { errors: [tooLarge] };
        const ofTheQuestion = errors.some(({ extensions }) => OF_THE_QUESTION.has(extensions?.['code']));
        if (response.http.status === 400 && contextValue.plainJson && ofTheQuestion) response.http.status = 200;
      },
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
          result = { errors: [logUnavailable()] };
        }
        let errors = (result.errors ?? []).map((error) => told(error, onFault));
        // Where one part could not be logged, nothing of the answer leaves.
        const unlogged = errors.find(({ extensions }) => extensions['code'] === LOG_UNAVAILABLE);
        if (unlogged) [errors, result] = [[unlogged], {}];
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

const fragmentsOf = ({ definitions }: DocumentNode): Record<string, FragmentDefinitionNode> =>
  Object.fromEntries(
    definitions.flatMap((node) => (node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node] as const] : [])),
  );

/** Counts no further than it must. */
function holdsMoreThan(most: number, value: unknown): boolean {
  const waiting = [value];
  for (let count = 0; waiting.length > 0; count++) {
    if (count > most) return true;
    const next = waiting.pop();
    if (next !== null && typeof next === 'object') {
      const members = Array.isArray(next) ? next : Object.values(next);
      if (members.length > most) return true;
      waiting.push(...members);
    }
  }
  return false;
}

const LOG_UNAVAILABLE = 'LOG_UNAVAILABLE';

const logUnavailable = (): GraphQLError =>
  new GraphQLError('The access log cannot be written, so nothing is shown and nothing taken in. Try again later.', {
    extensions: { code: LOG_UNAVAILABLE, http: { status: 503 } },
  });

const asError = (fault: unknown): GraphQLError =>
  fault instanceof GraphQLError
    ? fault
    : new GraphQLError('fault', { originalError: fault instanceof Error ? fault : new Error(String(fault)) });

/** The one mapper from a fault to what is told: codes that we gave stand, everything else is an inside that stays inside. */
function told(error: GraphQLError, onFault: (fault: unknown) => void): GraphQLError {
  const inner = error.originalError;
  if (inner instanceof LogUnavailable) {
    onFault(inner.cause);
    return logUnavailable();
  }
  if (inner instanceof DatabaseBusy) {
    onFault(inner);
    return new GraphQLError(BUSY, {
      extensions: { code: 'BUSY', http: { status: 503 } },
    });
  }
  if (inner && !(inner instanceof GraphQLError)) {
    onFault(inner);
    return new GraphQLError(FAULT, {
      ...(error.path && { path: error.path }),
      extensions: { code: 'INTERNAL_SERVER_ERROR' },
    });
  }
  // A compiled query's own errors have no extensions at all.
  const extensions = (error.extensions as GraphQLError['extensions'] | undefined) ?? {};
  if (extensions['code'] === undefined || extensions['code'] === 'BAD_USER_INPUT') {
    return new GraphQLError(withoutValue(error.message), {
      nodes: error.nodes,
      path: error.path,
      extensions: { ...extensions, code: 'BAD_USER_INPUT' },
    });
  }
  return error;
}

const TOO_LARGE = 'DOCUMENT_TOO_LARGE';

/** Names that a document makes up are repeated, but not at any length. */
const MAX_MESSAGE = 300;

const NOT_A_QUESTION =
  'A request is one object: query (a text that is not empty), and if needed variables and extensions (objects) and operationName (a text).';

/** The same for errors before anything ran: no literal of the document, no inside of a fault. */
export const toldBefore =
  (onFault: (fault: unknown) => void) =>
  (formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError => {
    const code = formatted.extensions?.['code'];
    if (code === 'INTERNAL_SERVER_ERROR') {
      onFault(unwrapResolverError(error));
      return { message: FAULT, extensions: { code } };
    }
    if (code === 'GRAPHQL_PARSE_FAILED' || code === 'GRAPHQL_VALIDATION_FAILED') {
      const message = withoutLiteral(formatted.message).slice(0, MAX_MESSAGE);
      const locations = formatted.locations?.slice(0, MAX_ERRORS) ?? [];
      const told = formatted.extensions?.['tooMuch'] === true ? TOO_LARGE : code;
      return { message, ...(locations.length > 0 && { locations }), extensions: { code: told } };
    }
    if (code === 'BAD_REQUEST') return { message: NOT_A_QUESTION, extensions: { code } };
    return formatted;
  };

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
