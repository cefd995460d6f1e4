// In: every HTTP request, before its body is read. Out: the same with headers that keep answers out of caches and pages. Refuses on the
// GraphQL path what is not a POST of JSON: a question in an address ends up in logs and histories, and no assertion covers it.
import { saysAgent } from './caller.ts';
import type { HttpAnswer, HttpRequest } from './http-message.ts';
import { tell } from './http-message.ts';
import { MAX_BODY } from './limits.ts';

/** Both media types of the GraphQL-over-HTTP specification; the first is meant when nothing is asked for. */
export const MEDIA_TYPES = ['application/json', 'application/graphql-response+json'] as const;

const HEADERS = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cache-control': 'no-store',
} as const;

export function safeHeaders(_request: HttpRequest, answer: HttpAnswer, next: () => void): void {
  for (const [name, value] of Object.entries(HEADERS)) answer.setHeader(name, value);
  next();
}

/** Stands in front of `/graphql` and whatever a router would take for it. */
export function graphqlDoor(request: HttpRequest, answer: HttpAnswer, next: () => void): void {
  if (request.path !== '/') return tell(answer, 404);
  if (request.method !== 'POST') {
    answer.setHeader('allow', 'POST');
    return tell(answer, 405);
  }
  // A form or a plain text could be sent by any page that the browser shows, without asking first.
  if (request.is('application/json') === false) return tell(answer, 415);
  if (request.accepts([...MEDIA_TYPES]) === false) return tell(answer, 406);
  const { 'content-length': length, authorization } = request.headers;
  if (length === undefined) return tell(answer, 411);
  if (Number(length) > (saysAgent(authorization) ? MAX_BODY.agent : MAX_BODY.other)) return tell(answer, 413);
  next();
}
