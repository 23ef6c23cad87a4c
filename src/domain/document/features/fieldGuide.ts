/** A field of the canonical form with what it says, in the order in which a task has them. */
export interface FieldGuide {
  readonly key: string;
  readonly about: string;
  /** What is filled in behind the key. */
  readonly example: string;
  /** Whether a task may have it more than once. */
  readonly repeats?: true;
}

/** The fields of a task. */
export const taskFieldGuide: readonly FieldGuide[] = [
  {
    key: 'ID',
    about: 'The id of the task; without it the id follows from session, phase and number.',
    example: 'S1.P1.T1',
  },
  {
    key: 'File',
    about: 'A file or glob that the task delivers, relative to the repository.',
    example: 'src/name.ts',
    repeats: true,
  },
  { key: 'Depends on', about: 'Tasks that have to be merged before this one starts.', example: 'S1.P1.T1' },
  { key: 'Capabilities', about: 'What a session has to be capable of to do the task.', example: 'testing:unit' },
  {
    key: 'Priority',
    about: 'P0 (before everything) to P3 (when there is time); P2 when nothing is said.',
    example: 'P1',
  },
  { key: 'Estimated', about: 'Time and cost that the task is expected to take.', example: '2 hours, $4' },
  {
    key: 'Run',
    about: 'The command that does the work, for sessions with the command provider.',
    example: '`make all`',
  },
  {
    key: 'Verify',
    about: 'A command that has to exit with 0 before the task counts as done.',
    example: '`npm test`',
    repeats: true,
  },
  {
    key: 'Unblock',
    about: 'Capabilities and a command with which another session can take this blocker away.',
    example: 'security:signing · `make sign`',
  },
];

/** The fields of a phase file as a whole. */
export const documentFieldGuide: readonly FieldGuide[] = [
  {
    key: 'Blocked on',
    about: 'The session, and the task of it, that this session waits for.',
    example: 'session-2 · P1.T1',
  },
  {
    key: 'Idle tasks',
    about: 'What the session does while it has nothing else: `help session-2: topic; own: topic`.',
    example: 'help session-2: docs; own: tests',
  },
  { key: 'Completion', about: 'What is done when every task of the phase is done.', example: 'commit, next phase' },
];

/** The guide to a field by its key, regardless of case; undefined for a field that is not ours. */
export function fieldGuideOf(key: string): FieldGuide | undefined {
  const lower = key.toLowerCase();
  return [...taskFieldGuide, ...documentFieldGuide].find((guide) => guide.key.toLowerCase() === lower);
}
