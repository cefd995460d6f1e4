// In: nothing. Out: the steps that bring a ledger file to its newest shape; the count of steps taken is SQLite's user_version.
// A step, once released, is never edited: a change is another step.

export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE fact (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

  -- who: HMAC under the site key. The number itself stands nowhere in this file.
  CREATE TABLE token (
    who TEXT NOT NULL, epoch INTEGER NOT NULL, value TEXT NOT NULL,
    PRIMARY KEY (who, epoch)
  ) STRICT, WITHOUT ROWID;

  -- The one day on which a patient's age is told: a second age on a second day would narrow the birth date.
  CREATE TABLE age_day (who TEXT PRIMARY KEY, day TEXT NOT NULL) STRICT, WITHOUT ROWID;

  CREATE TABLE course (
    key TEXT PRIMARY KEY, who TEXT NOT NULL, product TEXT, begun INTEGER NOT NULL, day_zero INTEGER
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX course_of_patient ON course (who);

  CREATE TABLE submission (
    seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, body BLOB, body_hash TEXT NOT NULL, signature TEXT NOT NULL,
    patients INTEGER NOT NULL, records INTEGER NOT NULL, queued_at TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'sent', 'acknowledged', 'refused')),
    attempts INTEGER NOT NULL DEFAULT 0, next_attempt TEXT NOT NULL, trouble TEXT, refusal TEXT,
    CHECK (body IS NOT NULL OR state IN ('acknowledged', 'refused')),
    CHECK ((refusal IS NOT NULL) = (state = 'refused'))
  ) STRICT;
  CREATE INDEX submission_open ON submission (seq) WHERE state IN ('queued', 'sent');

  CREATE TABLE receipt (
    submission TEXT PRIMARY KEY REFERENCES submission (id), receipt TEXT NOT NULL, signature TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;

  -- Where a record stands in the hospital's own files, and what the registry last said of it.
  CREATE TABLE record (
    key TEXT PRIMARY KEY, type TEXT, file TEXT NOT NULL, line INTEGER NOT NULL,
    submission TEXT REFERENCES submission (id), content_hash TEXT, outcome TEXT, acknowledged_at TEXT
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX record_of_file ON record (file);

  CREATE TABLE problem (
    origin TEXT NOT NULL CHECK (origin IN ('agent', 'registry')), file TEXT NOT NULL, line INTEGER NOT NULL,
    record TEXT, field TEXT, heading TEXT, value TEXT, rule TEXT NOT NULL,
    severity TEXT NOT NULL CHECK (severity IN ('error', 'query', 'note')), message TEXT NOT NULL, mend TEXT NOT NULL
  ) STRICT;
  CREATE INDEX problem_of_file ON problem (file);
  CREATE INDEX problem_of_record ON problem (record);

  -- One row: the newest checkpoint that this witness stands behind.
  CREATE TABLE checkpoint (
    one INTEGER PRIMARY KEY CHECK (one = 1), size INTEGER NOT NULL, note TEXT NOT NULL,
    seen_at TEXT NOT NULL, cosigned_at TEXT
  ) STRICT;
  -- Evidence against the log, kept for good: what was stood behind, and what was then shown.
  CREATE TABLE alarm (
    seen_at TEXT NOT NULL, code TEXT NOT NULL, message TEXT NOT NULL, known_note TEXT, shown_note TEXT NOT NULL,
    PRIMARY KEY (code, shown_note)
  ) STRICT;
  `,
  `
  -- The system that a record comes from: with the key it names the record to the registry, when a person asks for a move.
  ALTER TABLE record ADD COLUMN system TEXT;
  `,
  `
  -- Files that were read from a watched folder, by the hash of their content: neither a restart nor another name reads one twice.
  CREATE TABLE file (hash TEXT PRIMARY KEY, name TEXT NOT NULL, at TEXT NOT NULL, exit INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE file_name (hash TEXT NOT NULL, name TEXT NOT NULL, PRIMARY KEY (hash, name)) STRICT, WITHOUT ROWID;
  `,
];

/** The newest shape of a ledger file. */
export const LEDGER_SHAPE = MIGRATIONS.length;
