// In: a status. Out: the answer of a request that never became a question, in the form of GraphQL's errors and in words that repeat
// nothing of the request.
import type { Caller } from './caller.ts';

/** As much of Express's request as the doors read and hand on. */
export interface HttpRequest extends AsyncIterable<Uint8Array> {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>> & { readonly authorization?: string };
  is(type: string): string | false | null;
  accepts(types: string[]): string | false;
  /** Put there by the door of `/graphql`: who calls, and the parsed body that was compared with what that caller signed. */
  caller?: Caller;
  body?: unknown;
}

export interface HttpAnswer {
  readonly headersSent: boolean;
  setHeader(name: string, value: string): unknown;
  status(code: number): { json(body: object): unknown };
}

/** Of who waited too long for a connection to the database. */
export const BUSY = 'The registry has more to do than it can at once. Nothing was taken in; try again in a minute.';

const TOLD: Readonly<Record<number, readonly [code: string, message: string]>> = {
  400: ['BAD_REQUEST', 'The body cannot be read as a JSON object or list.'],
  // Which rule a token broke is told to nobody: a caller who holds a good one knows how to make it.
  401: ['UNAUTHENTICATED', 'The token is not accepted. Sign in again, or have the agent sign the request anew.'],
  404: ['NOT_FOUND', 'There is nothing at this address.'],
  405: ['METHOD_NOT_ALLOWED', 'Questions and submissions are sent with POST.'],
  406: ['NOT_ACCEPTABLE', 'Answers are application/json or application/graphql-response+json.'],
  411: ['LENGTH_REQUIRED', 'Say with content-length how long the body is.'],
  413: ['PAYLOAD_TOO_LARGE', 'The body is larger than this registry takes; send less in one request.'],
  503: ['BUSY', BUSY],
  415: ['UNSUPPORTED_MEDIA_TYPE', 'Send application/json in UTF-8, not compressed.'],
};
const REFUSED = ['BAD_REQUEST', 'The request cannot be read.'] as const;

/** One sentence for every fault: what failed is written down inside, and not told. */
export const FAULT = 'Something failed in the registry; it was written down. Try again later.';

export function tell(answer: HttpAnswer, status: number): void {
  const [code, message] = TOLD[status] ?? (status < 500 ? REFUSED : (['INTERNAL_SERVER_ERROR', FAULT] as const));
  if (status === 401) answer.setHeader('www-authenticate', 'Bearer');
  answer.status(status).json({ errors: [{ message, extensions: { code } }] });
}
