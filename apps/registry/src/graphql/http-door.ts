// In: every HTTP request, before its body is read. Out: the same with headers that keep answers out of caches and pages; on the GraphQL
// path with its caller and its parsed body. Refuses there what is not a POST of JSON, and in this order: form, who calls, size, body.
import { fromUtf8 } from '@longview/foundation';
import { DatabaseBusy } from '../persistence/database.ts';
import { announcedBy, callerOf, type CallerParts } from './caller.ts';
import { type HttpAnswer, type HttpRequest, tell } from './http-message.ts';
import { MAX_BODY, MAX_BODY_VALUES } from './limits.ts';

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

/** Stands in front of `/graphql` and whatever a router would take for it. A question in an address ends up in logs, and no assertion covers it. */
export function graphqlDoor(request: HttpRequest, answer: HttpAnswer, next: () => void): void {
  if (request.path !== '/') return tell(answer, 404);
  if (request.method !== 'POST') {
    answer.setHeader('allow', 'POST');
    return tell(answer, 405);
  }
  // A form or a plain text could be sent by any page that the browser shows, without asking first.
  if (request.is('application/json') === false || !isUtf8(request) || isPacked(request)) return tell(answer, 415);
  if (request.accepts([...MEDIA_TYPES]) === false) return tell(answer, 406);
  const length = lengthOf(request);
  if (length === undefined || length > MAX_BODY.agent) {
    // What follows would be read to its end before the next request, and nobody said where that is.
    answer.setHeader('connection', 'close');
    return tell(answer, length === undefined ? 411 : 413);
  }
  next();
}

/** Who calls is known before the body is read, and the body is compared before it is parsed: a stranger has nothing large looked at. */
export function callerDoor(parts: CallerParts) {
  return async (request: HttpRequest, answer: HttpAnswer, next: () => void): Promise<void> => {
    try {
      const announced = await announcedBy(parts, request.method, request.headers.authorization);
      if (!announced) return tell(answer, 401);
      const most = announced.kind === 'signed' ? MAX_BODY.agent : MAX_BODY.other;
      if ((lengthOf(request) ?? 0) > most) return tell(answer, 413);
      const bytes = await readBody(request);
      const caller = bytes && (await callerOf(parts, announced, bytes));
      // Who went away in the middle of the body hears nothing.
      if (!bytes) return;
      if (!caller) return tell(answer, 401);
      if (announced.kind !== 'signed' && holdsMoreValuesThan(MAX_BODY_VALUES, bytes)) return tell(answer, 413);
      const body = parsed(bytes);
      if (body === undefined) return tell(answer, 400);
      [request.caller, request.body] = [caller, body];
    } catch (fault) {
      parts.onFault(fault);
      return tell(answer, fault instanceof DatabaseBusy ? 503 : 500);
    }
    next();
  };
}

const lengthOf = (request: HttpRequest): number | undefined => {
  const length = request.headers['content-length'];
  return typeof length === 'string' && /^\d+$/.test(length) ? Number(length) : undefined;
};

const isUtf8 = ({ headers }: HttpRequest): boolean => {
  const charset = /;\s*charset\s*=\s*"?([^";\s]*)/i.exec(String(headers['content-type']))?.[1];
  return charset === undefined || charset.toLowerCase() === 'utf-8';
};

const isPacked = ({ headers }: HttpRequest): boolean => (headers['content-encoding'] ?? 'identity') !== 'identity';

/** The whole body, of the length that was announced: HTTP's own parser sees to that. Undefined when the connection ended before. */
async function readBody(request: HttpRequest): Promise<Uint8Array | undefined> {
  const parts: Uint8Array[] = [];
  try {
    for await (const part of request) parts.push(part);
  } catch {
    return undefined;
  }
  return parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts);
}

/**
 * Members, elements, objects and lists of a JSON text, by the commas and brackets outside its strings. Of a text that is not JSON it says
 * nothing: that is refused by whoever parses it.
 */
export function holdsMoreValuesThan(most: number, json: Uint8Array): boolean {
  let values = 0;
  let inString = false;
  for (let at = 0; at < json.length; at++) {
    const byte = json[at];
    if (inString) {
      if (byte === BACKSLASH) at++;
      else if (byte === QUOTE) inString = false;
    } else if (byte === QUOTE) inString = true;
    else if ((byte === COMMA || byte === BRACKET || byte === BRACE) && ++values > most) return true;
  }
  return false;
}

const [QUOTE, BACKSLASH, COMMA, BRACKET, BRACE] = [0x22, 0x5c, 0x2c, 0x5b, 0x7b];

/** An object or a list; undefined for everything else, and for what is not UTF-8. */
function parsed(bytes: Uint8Array): object | undefined {
  try {
    const body: unknown = JSON.parse(fromUtf8(bytes));
    return body !== null && typeof body === 'object' ? body : undefined;
  } catch {
    return undefined;
  }
}
