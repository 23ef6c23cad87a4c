/** Tasks per document of the collection of real plans, counted by a person. */
export const corpusCounts: ReadonlyMap<string, number> = new Map([
  ['AUTONOMOUS-NEXT-TASKS.md', 9],
  ['INSTRUCTIONS-AGENT-6-IF-TALENT-PHASES-7-10.md', 16],
  ['INSTRUCTIONS-ALL-IDLE-SESSIONS-HELP-IF-BUS.md', 5],
  ['INSTRUCTIONS-SESSION-1-PHASES-6-10.md', 10],
  ['INSTRUCTIONS-SESSION-2-PHASE-2.md', 3],
  ['INSTRUCTIONS-SESSION-2-PHASE-3.md', 3],
  ['INSTRUCTIONS-SESSION-2-PHASE-4-REVISED.md', 3],
  ['INSTRUCTIONS-SESSION-3-H323.md', 5],
  ['INSTRUCTIONS-SESSION-3-PHASE-7-REVISED.md', 3],
  ['INSTRUCTIONS-SESSION-4-PHASE-4.md', 4],
  ['INSTRUCTIONS-SESSION-4-PHASES-4-6.md', 9],
  ['INSTRUCTIONS-SESSION-4-PHASES-7-10.md', 15],
  ['INSTRUCTIONS-SESSION-6-TALENT.md', 0],
  ['INSTRUCTIONS-SESSION-7-IFBUS.md', 13],
  ['INSTRUCTIONS-SESSION-CLI-PHASES-4-6.md', 12],
  ['PHASE-0-COORDINATION-MATRIX.md', 26],
  ['PHASES-4-6-COORDINATION-MATRIX.txt', 18],
  ['PHASES-4-6-CROSS-SESSION-MATRIX.md', 18],
  ['PHASES-4-6-MATRIX-ULTRA-CONDENSED.txt', 18],
  ['PHASES_7-10_SESSION_CLI.md', 9],
  ['TASK-QUEUE-CONTINUOUS.md', 43],
  ['cli-witness-optimise/INSTRUCTIONS-SESSION-3-PHASE-3.md', 3],
  ['coordination/FILLER-TASK-CATALOG.md', 139],
  ['ndi-witness-streaming/PHASE-0-TASK-BOARD.md', 0],
]);

/** The same for the project's own documents. */
export const fixtureCounts: ReadonlyMap<string, number> = new Map([
  ['boards/PHASE-2-TASK-BOARD.md', 5],
  ['loose-canonical/INSTRUCTIONS-SESSION-alpha-PHASE-1.md', 2],
  ['loose-legacy/AUTONOMOUS-NEXT-TASKS.md', 2],
  ['loose-legacy/FILLER-TASK-CATALOG.md', 2],
  ['loose-legacy/INSTRUCTIONS-SESSION-2-PHASES-3-4.md', 5],
  ['loose-legacy/INSTRUCTIONS-SESSION-3-BEES.md', 2],
  ['loose-legacy/PHASE-1-COORDINATION-MATRIX.md', 2],
  ['swarm-broken/phases/INSTRUCTIONS-SESSION-1-PHASE-1.md', 6],
]);
