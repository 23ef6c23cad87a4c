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
];
