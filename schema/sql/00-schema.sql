-- Emitted from the dictionary: where the views of the record types stand, and how they read dates. Run before the others.
create schema if not exists longview_sql;

create or replace function longview_sql.first_day(given text) returns date immutable parallel safe language sql as $$
  select case when full_date is not null and pg_input_is_valid(full_date, 'date') then full_date::date end
  from (select case
    when given ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' then given
    when given ~ '^[0-9]{4}-[0-9]{2}$' then given || '-01'
    when given ~ '^[0-9]{4}$' then given || '-01-01' end as full_date) as read
$$;

create or replace function longview_sql.last_day(given text) returns date immutable parallel safe language sql as $$
  select case length(given)
    when 4 then (first + interval '1 year' - interval '1 day')::date
    when 7 then (first + interval '1 month' - interval '1 day')::date
    else first end
  from (select longview_sql.first_day(given) as first) as read
$$;
