// In: nothing. Out: the SQL that makes the schema `log`, in order. What is in the log is refused every change, by trigger, even to its owner.

/** Tables that the Merkle tree or a signature covers. */
const APPEND_ONLY = ['entry', 'node', 'checkpoint', 'cosignature'] as const;

// Roles belong to the whole server, so another database may have made them, or be making them now.
const role = (name: string, attributes: string): string => `
DO $$ BEGIN
  CREATE ROLE ${name} ${attributes};
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$`;

const appendOnly = (table: string): readonly string[] => [
  // For each statement and always: neither an empty change nor a session that poses as a replica goes unanswered.
  `CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON log.${table}
    FOR EACH STATEMENT EXECUTE FUNCTION log.refuse_change()`,
  `ALTER TABLE log.${table} ENABLE ALWAYS TRIGGER append_only`,
];

export const ACCESS_LOG_SQL: readonly string[] = [
  role('longview_owner', 'NOLOGIN'),
  role('longview_app', 'LOGIN NOBYPASSRLS'),
  role('longview_integrator', 'LOGIN NOBYPASSRLS'),
  `CREATE SCHEMA log`,

  // In line, in the transaction of the act itself. What could not be integrated must not get in: it would stop the line.
  `CREATE TABLE log.pending (
    seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id uuid NOT NULL UNIQUE,
    kind text NOT NULL,
    envelope text NOT NULL,
    leaf_hash bytea NOT NULL,
    created timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT leaf_hash_is_rfc6962 CHECK (leaf_hash = sha256('\\x00'::bytea || convert_to(envelope, 'UTF8'))),
    CONSTRAINT columns_are_those_of_the_envelope CHECK (
      envelope::jsonb ->> 'id' IS NOT DISTINCT FROM id::text
      AND envelope::jsonb ->> 'kind' IS NOT DISTINCT FROM kind
      AND (envelope::jsonb ->> 'at')::timestamptz IS NOT NULL)
  )`,
  `CREATE TABLE log.entry (
    idx bigint PRIMARY KEY CHECK (idx >= 0),
    id uuid NOT NULL UNIQUE,
    kind text NOT NULL,
    at timestamptz NOT NULL,
    envelope text NOT NULL,
    body jsonb NOT NULL GENERATED ALWAYS AS (envelope::jsonb) STORED,
    leaf_hash bytea NOT NULL UNIQUE
  )`,
  `CREATE INDEX entry_at ON log.entry (at)`,
  `CREATE INDEX entry_actor ON log.entry ((body ->> 'actor'), idx)`,
  `CREATE INDEX entry_permit ON log.entry ((body ->> 'permit'), idx) WHERE body ? 'permit'`,
  `CREATE INDEX entry_intent ON log.entry ((body ->> 'intent')) WHERE body ? 'intent'`,
  // Intents in the log that nothing has closed: kept beside the log so that finding the stale ones stays cheap for ever.
  `CREATE TABLE log.open_intent (id uuid PRIMARY KEY, at timestamptz NOT NULL)`,
  // Personal, so erasable: the envelope keeps its salted hash.
  `CREATE TABLE log.detail (id uuid PRIMARY KEY, salt bytea NOT NULL CHECK (octet_length(salt) >= 16), body text NOT NULL)`,
  // A set of patients as bits does not shrink; trying to is slow.
  `ALTER TABLE log.detail ALTER COLUMN body SET STORAGE EXTERNAL`,
  `CREATE TABLE log.node (
    level int NOT NULL CHECK (level > 0),
    idx bigint NOT NULL CHECK (idx >= 0),
    hash bytea NOT NULL CHECK (octet_length(hash) = 32),
    PRIMARY KEY (level, idx)
  )`,
  `CREATE TABLE log.checkpoint (size bigint PRIMARY KEY CHECK (size >= 0), note text NOT NULL, created timestamptz NOT NULL)`,
  `CREATE TABLE log.cosignature (
    size bigint NOT NULL REFERENCES log.checkpoint (size),
    witness text COLLATE "C" NOT NULL,
    line text NOT NULL,
    PRIMARY KEY (size, witness)
  )`,

  `CREATE FUNCTION log.refuse_change() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
  BEGIN
    RAISE EXCEPTION 'the access log is append-only' USING ERRCODE = 'insufficient_privilege';
  END $$`,
  ...APPEND_ONLY.flatMap(appendOnly),

  `ALTER SCHEMA log OWNER TO longview_owner`,
  `DO $$ DECLARE one regclass; BEGIN
    FOR one IN SELECT oid FROM pg_class WHERE relnamespace = 'log'::regnamespace AND relkind = 'r' LOOP
      EXECUTE format('ALTER TABLE %s OWNER TO longview_owner', one);
    END LOOP;
  END $$`,
  `ALTER FUNCTION log.refuse_change() OWNER TO longview_owner`,
  `REVOKE ALL ON FUNCTION log.refuse_change() FROM PUBLIC`,
  `GRANT USAGE ON SCHEMA log TO longview_app, longview_integrator`,
  `GRANT INSERT ON log.pending, log.detail TO longview_app`,
  // Not detail: the application shall see a person's detail only in rows that a policy opens for a decision, so the
  // right to select them comes with that policy.
  `GRANT SELECT ON log.pending, log.entry, log.open_intent, log.node, log.checkpoint, log.cosignature TO longview_app`,
  `GRANT SELECT, INSERT ON log.entry, log.node, log.checkpoint, log.cosignature TO longview_integrator`,
  `GRANT SELECT, DELETE ON log.pending TO longview_integrator`,
  `GRANT SELECT, INSERT, DELETE ON log.open_intent TO longview_integrator`,
];
