// In: one JSON value of a file: a resource or a Bundle of any type. Out: its resources with their places, and what could not be taken.
import type { Place, PlacedProblem } from '@longview/csv';
import { trouble } from './entry.ts';
import type { Entry } from './entry.ts';
import type { Json } from './json.ts';
import { at, isObject, textOf } from './json.ts';

export interface Unwrapped {
  readonly entries: readonly Entry[];
  readonly problems: readonly PlacedProblem[];
  /** Resources that say something about the exchange, not about a patient; by why they are left. */
  readonly left: readonly { readonly type: string; readonly because: string; readonly place: Place }[];
  readonly bundle: boolean;
}

/** A Bundle within a Bundle is met at most once or twice; deeper is an attack. */
const DEEPEST = 4;

/** @param line of an NDJSON file; undefined for a file that is one JSON value: there the number of the entry stands for it. */
export function unwrap(value: unknown, file: string, line: number | undefined): Unwrapped {
  const entries: Entry[] = [];
  const problems: PlacedProblem[] = [];
  const left: Unwrapped['left'][number][] = [];
  const type = textOf(at(value, 'resourceType'));
  const place: Place = { file, line: line ?? 1 };
  const mend = 'Export resources or Bundles of FHIR R4 as JSON.';
  if (!isObject(value) || type === undefined) {
    problems.push(trouble('F01', place, 'what stands here is no FHIR resource: it has no resourceType', mend));
    return { entries, problems, left, bundle: false };
  }
  if (type !== 'Bundle') {
    take(value, type, undefined, { ...place, heading: type });
    return { entries, problems, left, bundle: false };
  }
  bundle(value, '', 0);
  return { entries, problems, left, bundle: true };

  function take(resource: Json, resourceType: string, fullUrl: string | undefined, at: Place): void {
    if (resourceType === 'OperationOutcome' || resourceType === 'Parameters')
      left.push({ type: resourceType, because: 'it tells of the exchange, not of a patient', place: at });
    else entries.push({ resource, type: resourceType, ...(fullUrl !== undefined && { fullUrl }), place: at });
  }

  function bundle(value: Json, path: string, depth: number): void {
    const list = value['entry'];
    if (list !== undefined && !Array.isArray(list)) {
      problems.push(trouble('F01', place, 'Bundle.entry is no list', mend));
      return;
    }
    for (const [index, entry] of ((list ?? []) as unknown[]).entries()) {
      const heading = `${path}entry[${index}]`;
      const here: Place = { file, line: line ?? index + 1, heading };
      const method = textOf(at(entry, 'request', 'method'));
      const resource = at(entry, 'resource');
      const resourceType = textOf(at(resource, 'resourceType'));
      if (method === 'DELETE') {
        const because = 'a deletion takes nothing back: send the resource with the status entered-in-error';
        left.push({ type: 'DELETE', because, place: here });
      } else if (method === 'GET' || method === 'HEAD')
        left.push({ type: method, because: 'it is a question and no data', place: here });
      else if (resource === undefined && at(entry, 'response') !== undefined)
        left.push({ type: 'response', because: 'it is an answer without a resource', place: here });
      else if (!isObject(resource) || resourceType === undefined)
        problems.push(trouble('F01', here, 'the entry holds no FHIR resource', mend));
      else if (resourceType === 'Bundle') {
        if (depth < DEEPEST) bundle(resource, `${heading}.resource.`, depth + 1);
        else problems.push(trouble('F01', here, 'Bundles stand in Bundles in Bundles', mend));
      } else
        take(resource, resourceType, textOf(at(entry, 'fullUrl')), {
          ...here,
          heading: `${heading}.resource.${/^[A-Za-z]{1,60}$/u.test(resourceType) ? resourceType : 'resource'}`,
        });
    }
  }
}
