// Roles, and the seal: the one way by which the application role comes to see a row.
// In: a decision of the registry with its MAC. Out: a transaction-local seal that the row policies verify. Refused: a wrong MAC, an
// expired or used decision, an intent that is missing, used, stale or not committed, a seal carried to another transaction.
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class RolesAndSeal1764000000001 implements MigrationInterface {
  readonly name = 'RolesAndSeal1764000000001';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('the registry is never migrated down: restore a backup instead');
  }
}

// Owner: owns every table and cannot log in. Placer: owns the one function that finds or makes patients and courses. Reader: owns the one
// view through which rows are read, no table, and is bound by the row policies. App and integrator log in and own nothing.
const UP = [
  `do $$ begin
     if not exists (select from pg_roles where rolname = 'longview_owner') then create role longview_owner nologin nobypassrls; end if;
     if not exists (select from pg_roles where rolname = 'longview_placer') then create role longview_placer nologin nobypassrls; end if;
     if not exists (select from pg_roles where rolname = 'longview_reader') then create role longview_reader nologin nobypassrls; end if;
     if not exists (select from pg_roles where rolname = 'longview_app') then create role longview_app login nobypassrls; end if;
     if not exists (select from pg_roles where rolname = 'longview_integrator') then create role longview_integrator login nobypassrls; end if;
   end $$`,
  `revoke all on schema public from public`,
  `create extension if not exists pgcrypto`,
  `grant usage on schema public to longview_owner, longview_placer`,
  `create schema authz authorization longview_owner`,
  `create schema registry authorization longview_owner`,
  `grant usage on schema authz, registry to longview_app, longview_reader, longview_placer`,

  `create table authz.key (id integer primary key generated always as identity, secret bytea not null check (length(secret) >= 32))`,
  `alter table authz.key owner to longview_owner`,
  `revoke all on authz.key from public`,

  // Unlogged: a decision lives 60 seconds at the most, so a crash that empties this table outlives every decision in it.
  `create unlogged table authz.used (id uuid primary key, expires timestamptz not null)`,
  `alter table authz.used owner to longview_owner`,
  `create index on authz.used (expires)`,

  `create function authz.mac(body text) returns bytea
     language sql stable strict
     set search_path = pg_catalog, pg_temp
     as $$ select public.hmac(convert_to(body, 'UTF8'), (select secret from authz.key order by id desc limit 1), 'sha256') $$`,
  `alter function authz.mac(text) owner to longview_owner`,
  `revoke all on function authz.mac(text) from public`,

  // The seal is xid|mac|claims. The transaction id binds it to this transaction, the MAC to the registry's key.
  `create function authz.seal(claims text) returns void
     language plpgsql
     set search_path = pg_catalog, pg_temp
     as $$
     declare xid text := pg_current_xact_id()::text;
     begin
       perform set_config('longview.seal', xid || '|' || encode(authz.mac(xid || '|' || claims), 'hex') || '|' || claims, true);
     end $$`,
  `alter function authz.seal(text) owner to longview_owner`,
  `revoke all on function authz.seal(text) from public`,

  `create function authz.open(decision text, mac bytea) returns void
     language plpgsql security definer
     set search_path = pg_catalog, pg_temp
     as $$
     declare
       claims jsonb;
       expires timestamptz;
     begin
       if mac is distinct from authz.mac(decision) then
         raise exception 'SEAL_MAC: the decision was not made by this registry' using errcode = '28000';
       end if;
       claims := decision::jsonb;
       expires := to_timestamp((claims ->> 'expires')::double precision);
       if expires is null or expires < clock_timestamp() or expires > clock_timestamp() + interval '61 seconds' then
         raise exception 'SEAL_EXPIRED: the decision is not valid now' using errcode = '28000';
       end if;
       if claims ->> 'kind' not in ('read', 'write', 'epoch') or claims ->> 'kind' is null then
         raise exception 'SEAL_KIND: unknown kind of decision' using errcode = '28000';
       end if;
       -- A read that rolls back would leave no trace: so its intent must be committed by another transaction before rows are seen.
       if claims ->> 'kind' = 'read' and not exists (
         select from log.pending p where p.id = (claims ->> 'id')::uuid and p.kind = 'intent'
           and p.xid <> pg_current_xact_id() and p.created > clock_timestamp() - interval '61 seconds'
         union all
         select from log.entry e where e.id = (claims ->> 'id')::uuid and e.kind = 'intent'
           and e.at > clock_timestamp() - interval '61 seconds'
       ) then
         raise exception 'SEAL_INTENT: no committed intent stands in the access log' using errcode = '28000';
       end if;
       begin
         insert into authz.used (id, expires) values ((claims ->> 'id')::uuid, expires);
       exception when unique_violation then
         raise exception 'SEAL_USED: the decision was used before' using errcode = '28000';
       end;
       perform authz.seal(decision);
     end $$`,
  `alter function authz.open(text, bytea) owner to longview_owner`,
  `revoke all on function authz.open(text, bytea) from public`,
  `grant execute on function authz.open(text, bytea) to longview_app`,

  // A decision lives 60 seconds, so what was used long before then can be used no more, whether it is remembered or not.
  `create function authz.forget_used() returns void
     language sql security definer
     set search_path = pg_catalog, pg_temp
     as $$ delete from authz.used where expires < clock_timestamp() - interval '5 minutes' $$`,
  `alter function authz.forget_used() owner to longview_owner`,
  `revoke all on function authz.forget_used() from public`,
  `grant execute on function authz.forget_used() to longview_app`,

  // Stable, so that a policy reads it once a statement: (select authz.claims()).
  `create function authz.claims() returns jsonb
     language plpgsql stable security definer
     set search_path = pg_catalog, pg_temp
     as $$
     declare
       seal text := current_setting('longview.seal', true);
       xid text;
       rest text;
       claims text;
     begin
       if seal is null or seal = '' then return null; end if;
       xid := split_part(seal, '|', 1);
       if xid is distinct from pg_current_xact_id_if_assigned()::text then return null; end if;
       rest := substr(seal, length(xid) + 2);
       claims := substr(rest, 66);
       if substr(rest, 1, 64) is distinct from encode(authz.mac(xid || '|' || claims), 'hex') then return null; end if;
       return claims::jsonb;
     end $$`,
  `alter function authz.claims() owner to longview_owner`,
  `revoke all on function authz.claims() from public`,
  `grant execute on function authz.claims() to longview_app, longview_reader, longview_placer`,
];
