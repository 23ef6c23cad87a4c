import { rescueRef } from '../../domain/agent/refName.ts';
import { listReady } from '../../domain/task/chooseTask.ts';
import { sessionId } from '../../domain/task/ids.ts';
import { deriveSessionStatus, deriveStatus } from '../../domain/task/status.ts';
import type { SessionState, SwarmState } from '../../domain/task/swarmState.ts';
import { whySession } from '../../domain/task/why.ts';
import type { ClaimedTask } from '../../protocol/verbs.ts';
import type { DeliveryTools } from '../runner/attempt.ts';
import type { LedgerView } from './ledgerView.ts';
import type { OutsideConnection } from './outsideSeat.ts';

/** So many tasks of others are named; those of the session always are. */
const maxTasks = 200;

/** The swarm as one session of it needs to see it: shape `statusOutput`. */
export async function viewStatus({ view, tools }: OutsideConnection): Promise<Record<string, unknown>> {
  const state = view.current();
  const session = state.sessions.get(sessionId(tools.session));
  const blockers = [...state.openBlockers].flatMap((id) => state.blockers.get(id) ?? []);
  return {
    swarm: { name: state.name, integrationBranch: state.integrationBranch, paused: state.paused },
    session: tools.session,
    state: session ? deriveSessionStatus(state, session) : 'unknown',
    why: session ? plainWhy(whySession(state, session)) : unknownSession(tools.session),
    claims: session ? await viewClaims(view, state, session, tools) : [],
    ready: session ? [...listReady(state, session.spec.id)] : [],
    tasks: viewTasks(state, tools.session),
    blockers: blockers.map(({ id, task, session: waiting, reason, needs }) => {
      return { id, task, session: waiting, reason, needs: [...needs] };
    }),
  };
}

async function viewClaims(
  view: LedgerView,
  state: SwarmState,
  { claims, spec }: SessionState,
  { workspace, session }: DeliveryTools,
): Promise<readonly { readonly claim: ClaimedTask; readonly worktree: string | null }[]> {
  const held = [...claims].flatMap((id) => state.tasks.get(id) ?? []).map((task) => view.claimOf(task));
  return Promise.all(
    held.map(async (claim) => {
      const left = await workspace.resumeSession(session, spec.branch, rescueRef(claim.task, claim.epoch));
      return { claim, worktree: left?.path ?? null };
    }),
  );
}

function viewTasks(state: SwarmState, session: string): readonly Record<string, unknown>[] {
  const tasks = [...state.tasks.values()].filter((task) => task.progress.stage !== 'cancelled');
  const views = tasks.map((task) => ({
    id: task.spec.id,
    title: task.spec.title,
    status: deriveStatus(state, task),
    session: 'by' in task.progress ? task.progress.by : (task.spec.session ?? null),
  }));
  const own = views.filter((task) => task.session === session);
  return [...own, ...views.filter((task) => task.session !== session).slice(0, maxTasks)];
}

function plainWhy({
  code,
  reason,
  action,
}: {
  readonly code: string;
  readonly reason: string;
  readonly action: string;
}): unknown {
  return { code, reason, action };
}

function unknownSession(session: string): unknown {
  return {
    code: 'unknown',
    reason: `There is no session ${session} in this swarm.`,
    action: 'Choose one that swarm.yaml names.',
  };
}
