// In: an answer over HTTP. Out: its JSON, and when to come back. Refuses (undefined) what is no JSON object.
import { fromUtf8, isObject, type Members } from '@longview/foundation';
import type { HttpAnswer } from './http.ts';

export type JsonObject = Members;
export { isObject };

export function jsonOf(answer: HttpAnswer): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(fromUtf8(answer.body));
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Retry-After (RFC 9110 section 10.2.3) in either of its forms, as an instant. */
export function retryAfter(answer: HttpAnswer, now: Date): Date | undefined {
  const text = answer.headers['retry-after'];
  if (text === undefined) return undefined;
  const at = /^\d+$/.test(text) ? now.getTime() + Number(text) * 1000 : Date.parse(text);
  return Number.isNaN(at) ? undefined : new Date(at);
}
