/** Numbered schema changes; a ledger records in `user_version` how many it has had. Never change one that was released. */
export const migrations: readonly string[] = [
  `
  CREATE TABLE entry (
    sequence INTEGER PRIMARY KEY,
    subject  TEXT    NOT NULL,
    revision INTEGER NOT NULL,
    body     TEXT    NOT NULL,
    hash     BLOB    NOT NULL,
    UNIQUE (subject, revision)
  ) STRICT;
  CREATE TABLE checkpoint (
    size INTEGER PRIMARY KEY,
    note TEXT    NOT NULL
  ) STRICT;
  -- The log only grows: whoever edits it with a plain SQL tool by mistake is stopped here; whoever means harm is found by the witness.
  CREATE TRIGGER entry_is_final      BEFORE UPDATE ON entry      BEGIN SELECT RAISE(ABORT, 'ledger entries are final'); END;
  CREATE TRIGGER entry_is_kept       BEFORE DELETE ON entry      BEGIN SELECT RAISE(ABORT, 'ledger entries are kept'); END;
  CREATE TRIGGER checkpoint_is_final BEFORE UPDATE ON checkpoint BEGIN SELECT RAISE(ABORT, 'checkpoints are final'); END;
  CREATE TRIGGER checkpoint_is_kept  BEFORE DELETE ON checkpoint BEGIN SELECT RAISE(ABORT, 'checkpoints are kept'); END;
  `,
  `
  -- Derived from the entries; kept in their transaction, so that a reservation beyond a cap cannot become durable whatever decided it.
  CREATE TABLE balance (
    place    TEXT    PRIMARY KEY,
    spent    INTEGER NOT NULL CHECK (spent >= 0),
    reserved INTEGER NOT NULL CHECK (reserved >= 0),
    cap      INTEGER CHECK (cap >= 0),
    overrun  INTEGER NOT NULL CHECK (overrun >= 0),
    CONSTRAINT within_cap CHECK (cap IS NULL OR spent + reserved <= cap + overrun)
  ) STRICT, WITHOUT ROWID;
  `,
];
