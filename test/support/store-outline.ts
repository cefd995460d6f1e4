// In: the registry's database after any run. Out: what is in it by everything that is the same in two runs of the same work; keys and
// ids are made anew in each.
import type { WalkNetwork } from './walk-network.ts';

export interface OutlineRow {
  readonly what: string;
  readonly kind: string;
  readonly n: number;
  readonly detail: number | null;
}

export const storeOutline = (of: Pick<WalkNetwork, 'rows'>): Promise<OutlineRow[]> =>
  of.rows<OutlineRow & Record<string, unknown>>(`
    select 'record' as what, centre || ' ' || type || ' v' || version || case when is_current then '' else ' old' end
        || case when course_id is null then ' of no course' else '' end as kind, count(*)::int as n,
      sum(jsonb_array_length(problems))::int as detail from registry.clinical_record group by 2
    union all select 'outcome', treating_centre || ' ' || coalesce(product, '-') || ' ' || serves_pool, count(*)::int,
      (sum(coalesce(os_days, 0)) + 7 * sum(coalesce(pfs_days, 0)) + 100000 * sum(coalesce(os_event, false)::int))::int
      from registry.course_outcome group by 2
    union all select 'course', treating_centre || ' ' || coalesce(product, '-'), count(*)::int, null from registry.course group by 2
    union all select 'source', centre, count(*)::int, count(distinct course_id)::int from registry.course_source group by 2
    union all select 'patient', linkable || ' ' || coalesce(age, -1), count(*)::int, null from registry.patient group by 2
    union all select 'consent', array_to_string(granted, ' '), count(*)::int, null from registry.consent_state group by 2
    order by 1, 2`);
