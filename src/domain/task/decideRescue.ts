import { matchCapabilities } from '../governor/match.ts';
import type { SwarmEvent } from './event.ts';
import { taskId, type BlockerId } from './ids.ts';
import type { TaskSpec } from './plan.ts';
import type { BlockerState, SessionState, SwarmState } from './swarmState.ts';

/**
 * Decides who helps with a blocker: at most one help task is open at a time and at most `maxRescuersPerBlocker` are ever
 * made; the helper is the best-matching session that is not blocked itself, idle ones first, then by id. Nothing is
 * decided when the task says no way to help, because a helper without a concrete task is a helper that does nothing.
 */
export function decideRescue(state: SwarmState, blocker: BlockerId): readonly SwarmEvent[] {
  const known = state.blockers.get(blocker);
  const blocked = known && state.tasks.get(known.task);
  if (!known || known.cleared || !blocked?.spec.unblock) return [];
  if (known.helpers.size >= state.policy.maxRescuersPerBlocker || hasOpenHelp(state, known)) return [];
  const { unblock } = blocked.spec;
  const best = bestHelper(state, known, unblock.capabilities);
  if (!best) return [];
  const helper = best.session.spec.id;
  return [
    {
      type: 'rescue.started',
      blocker,
      helper,
      match: best.match,
      task: helpTask(known, blocked.spec, helper, unblock.run),
    },
  ];
}

function hasOpenHelp(state: SwarmState, blocker: BlockerState): boolean {
  return [...blocker.helpers.values()].some((id) => {
    const stage = state.tasks.get(id)?.progress.stage;
    return stage === 'open' || stage === 'claimed' || stage === 'submitted';
  });
}

interface Candidate {
  readonly session: SessionState;
  readonly match: number;
}

/** The best of all sessions in one pass: with 10,000 of them, a list and its sorting cost more than the matching. */
function bestHelper(state: SwarmState, blocker: BlockerState, needs: readonly string[]): Candidate | undefined {
  const blocked = new Set([...state.openBlockers].map((other) => state.blockers.get(other)?.session));
  let best: Candidate | undefined;
  for (const session of state.sessions.values()) {
    const { id, capabilities } = session.spec;
    if (session.withdrawn || blocked.has(id) || blocker.helpers.has(id)) continue;
    const match = matchCapabilities(capabilities, needs);
    if (match < state.policy.rescueMinMatch) continue;
    if (!best || isBetter({ session, match }, best)) best = { session, match };
  }
  return best;
}

function isBetter(a: Candidate, b: Candidate): boolean {
  if (a.match !== b.match) return a.match > b.match;
  const difference = load(a.session) - load(b.session);
  return difference === 0 ? a.session.spec.id < b.session.spec.id : difference < 0;
}

function load(session: SessionState): number {
  return session.claims.size + session.ready.size;
}

function helpTask(blocker: BlockerState, blocked: TaskSpec, helper: SessionState['spec']['id'], run: string): TaskSpec {
  return {
    id: taskId(`${blocked.id}.HELP${blocker.helpers.size + 1}.${blocker.id}`),
    title: `Help ${blocker.session} with ${blocked.id}: ${blocked.title}`,
    session: helper,
    brief: `${blocker.session} cannot go on with ${blocked.id}: ${blocker.reason}`,
    files: [],
    dependsOn: [],
    capabilities: blocked.unblock?.capabilities ?? [],
    priority: 'P0',
    estimate: {},
    run,
    verify: [],
    source: blocked.source,
    helps: blocker.id,
  };
}
