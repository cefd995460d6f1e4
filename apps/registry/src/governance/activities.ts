// In: schema/activities.json. Out: the processing activities by id. Refuses one without its GDPR 6 and 9 basis.
import { err, ok, type Refusal, refusal, type Result } from '@longview/foundation';

export interface Activity {
  readonly id: string;
  readonly purpose: string;
  readonly art6: string;
  /** Null for what holds no health data. */
  readonly art9: string | null;
  readonly retention: string;
  readonly recipients: string;
  readonly active: boolean;
}

export function readActivities(text: string): Result<ReadonlyMap<string, Activity>, Refusal<'ACTIVITIES_UNREADABLE'>> {
  const value = JSON.parse(text) as { activities?: Partial<Activity>[] };
  const activities = new Map<string, Activity>();
  for (const [index, activity] of (value.activities ?? []).entries()) {
    const whole =
      [activity.id, activity.purpose, activity.art6, activity.retention, activity.recipients].every(
        (text) => typeof text === 'string' && text,
      ) &&
      (activity.art9 === null || typeof activity.art9 === 'string') &&
      typeof activity.active === 'boolean';
    if (!whole || activities.has(activity.id as string)) {
      return err(
        refusal('ACTIVITIES_UNREADABLE', 'an activity lacks a member, or its id stands twice', `activities[${index}]`),
      );
    }
    activities.set(activity.id as string, activity as Activity);
  }
  return ok(activities);
}
