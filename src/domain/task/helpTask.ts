import { taskId, type SessionId } from './ids.ts';
import type { TaskSpec } from './plan.ts';
import type { BlockerState, SessionState, SwarmState } from './swarmState.ts';

/** What a helper does: the plan's command, or what somebody has said in words. */
export type HelpWork =
  | { readonly kind: 'recipe'; readonly run: string }
  | { readonly kind: 'words'; readonly text: string };

/** What whoever helps has to be able to do: by the plan, else by who asked, else by the blocked task itself. */
export function needsOfHelp(state: SwarmState, blocker: BlockerState): readonly string[] {
  const blocked = state.tasks.get(blocker.task)?.spec;
  if (blocked?.unblock) return blocked.unblock.capabilities;
  return blocker.needs.length > 0 ? blocker.needs : (blocked?.capabilities ?? []);
}

/** The work that the plan or a call for help names; undefined when nobody has said how to help. */
export function workOfHelp(state: SwarmState, blocker: BlockerState): HelpWork | undefined {
  const recipe = state.tasks.get(blocker.task)?.spec.unblock;
  if (recipe) return { kind: 'recipe', run: recipe.run };
  return blocker.call === undefined ? undefined : { kind: 'words', text: blocker.call };
}

/**
 * Whether the session's agents can do such work: `command` runs what a plan says and nothing else, because what an agent
 * writes must never become another session's command.
 */
export function canDo(session: SessionState, work: HelpWork): boolean {
  return work.kind === 'recipe' || (session.joined?.provider ?? session.spec.provider) !== 'command';
}

/** A helper's concrete task on its own side of the problem. */
export function createHelpTask(
  state: SwarmState,
  blocker: BlockerState,
  helper: SessionId,
  work: HelpWork,
): TaskSpec | undefined {
  const blocked = state.tasks.get(blocker.task)?.spec;
  if (!blocked) return undefined;
  const stuck = blocker.holds ? 'cannot go on with' : 'asks for help with';
  const words = work.kind === 'words' && work.text !== blocker.reason ? `\n\n${work.text}` : '';
  return {
    id: taskId(`${blocked.id}.HELP${blocker.helpers.size + 1}.${blocker.id}`),
    title: `Help ${blocker.session} with ${blocked.id}: ${blocked.title}`,
    session: helper,
    brief: `${blocker.session} ${stuck} ${blocked.id}: ${blocker.reason}${words}`,
    files: [],
    dependsOn: [],
    capabilities: needsOfHelp(state, blocker),
    priority: 'P0',
    estimate: {},
    ...(work.kind === 'recipe' ? { run: work.run } : {}),
    verify: [],
    source: blocked.source,
    helps: blocker.id,
  };
}
