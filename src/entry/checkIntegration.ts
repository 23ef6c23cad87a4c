import { headOf, holdsCommit } from '../adapters/git/lookAtBranch.ts';
import type { SwarmPlan } from '../domain/task/plan.ts';
import type { SwarmState } from '../domain/task/swarmState.ts';

/**
 * What keeps a swarm from going on because its integration branch is not what the ledger says, in one sentence with the next step; undefined when
 * nothing does. A branch that does not exist yet is no problem for a swarm that has merged nothing.
 */
export async function checkIntegration(
  repository: string,
  state: SwarmState,
  plan: SwarmPlan,
): Promise<string | undefined> {
  const last = lastMerge(state);
  if (!last) return undefined;
  const { integrationBranch: before } = state;
  const { integrationBranch: branch } = plan;
  if (before !== branch) {
    return `The swarm ${plan.name} has merged work into ${before}, and its plan now says ${branch}. Put integration_branch back, or give the new swarm another name.`;
  }
  if (await holdsCommit(repository, branch, last.merge)) return undefined;
  const head = await headOf(repository, branch);
  const now =
    head === null
      ? 'does not exist any more'
      : `is at ${head.slice(0, 10)} and lacks work that was merged (up to ${last.task})`;
  return `The branch ${branch} ${now}. Put it back with \`git branch -f ${branch} ${last.merge.slice(0, 12)}\`, or begin anew under another name in swarm.yaml.`;
}

function lastMerge(state: SwarmState): { readonly task: string; readonly merge: string } | undefined {
  let last: { at: number; task: string; merge: string } | undefined;
  for (const { spec, progress } of state.tasks.values()) {
    if (progress.stage !== 'completed' || progress.at < (last?.at ?? 0)) continue;
    last = { at: progress.at, task: spec.id, merge: progress.merge };
  }
  return last;
}
