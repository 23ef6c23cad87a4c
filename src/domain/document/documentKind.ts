/** What a document of a swarm is for. `other` is a document whose name and heading say nothing. */
export type DocumentKind =
  | 'phase'
  | 'status'
  | 'board'
  | 'next-tasks'
  | 'filler'
  | 'multi-session-status'
  | 'matrix'
  | 'blockers'
  | 'handover'
  | 'progress'
  | 'agents'
  | 'prompt'
  | 'mission'
  | 'swarm'
  | 'other';
