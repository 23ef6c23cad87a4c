import type { WorldRule } from '../rule.ts';

/** It only helps others, or its phase files are missing. */
export const idleSession: WorldRule = {
  id: 'swarm/idle-session',
  scope: 'world',
  severity: 'info',
  loose: 'off',
  summary: 'A session has no task of its own.',
  check: ({ swarm, manifest, tasks }) => {
    if (!swarm || !manifest || tasks.length === 0 || tasks.some(({ session, task }) => !session && !task.session))
      return [];
    const busy = new Set(tasks.map(({ session }) => session));
    return manifest.sessions
      .filter((session) => !busy.has(session))
      .map(({ id, idAt }) => ({
        file: swarm.path,
        range: idAt.range,
        message: `${id} has no task of its own and will only help others; check its phase files if that is not meant.`,
      }));
  },
};
