// In: a resource. Out: what its status asks of us: to use it, to hold it until it is final, to take its record back, or to leave it.
import { codesOf } from './codings.ts';
import type { Json } from './json.ts';
import { at, textOf } from './json.ts';

export type Standing =
  | { readonly is: 'used'; readonly reason?: string }
  | { readonly is: 'notDone' }
  | { readonly is: 'withdrawn'; readonly reason: string }
  | { readonly is: 'held' | 'ignored'; readonly because: string };

const USED: Standing = { is: 'used' };
const held = (because: string): Standing => ({ is: 'held', because });
const ignored = (because: string): Standing => ({ is: 'ignored', because });
const IN_ERROR: Standing = { is: 'withdrawn', reason: 'enteredInError' };

/** Status by status: what is not here is used. `amended` and `corrected` are new content under the same id: a new version, and why. */
const BY_STATUS: Readonly<Record<string, Standing>> = {
  'entered-in-error': IN_ERROR,
  preliminary: held('preliminary: it is read when it is final'),
  registered: held('registered only: it is read when it is final'),
  'in-progress': held('in progress: it is read when it is completed'),
  preparation: held('in preparation: it is read when it is completed'),
  planned: held('planned: it is read when it has happened'),
  draft: held('a draft'),
  proposed: held('proposed only'),
  cancelled: ignored('cancelled'),
  declined: ignored('declined'),
  unknown: ignored('its status is unknown'),
  amended: { is: 'used', reason: 'amended' },
  corrected: { is: 'used', reason: 'corrected' },
  'not-done': { is: 'notDone' },
  'not-taken': { is: 'notDone' },
};

/** Kinds whose running status is worth a record: somebody is here, a referral was made, a medicine is taken. */
const RUNNING: ReadonlySet<string> = new Set([
  'Encounter',
  'EpisodeOfCare',
  'ServiceRequest',
  'MedicationStatement',
  'CarePlan',
]);

export function standingOf(resource: Json): Standing {
  const type = resource['resourceType'];
  if (type === 'Condition') {
    const verified = codesOf(resource['verificationStatus']).map(({ code }) => code);
    if (verified.includes('entered-in-error')) return IN_ERROR;
    if (verified.includes('refuted')) return { is: 'withdrawn', reason: 'refuted' };
    const open = verified.find((code) => ['provisional', 'differential', 'unconfirmed'].includes(code));
    return open === undefined ? USED : held(`${open}: it is read when it is confirmed`);
  }
  if (type === 'AdverseEvent')
    return at(resource, 'actuality') === 'potential' ? ignored('potential: it did not happen') : USED;
  const status = textOf(resource['status']);
  if (status === 'in-progress' && RUNNING.has(String(type))) return USED;
  return (status !== undefined && Object.hasOwn(BY_STATUS, status) ? BY_STATUS[status] : undefined) ?? USED;
}
