import { join } from 'node:path';
import { openCheckout, problem } from '../adapters/git/result/checkout.ts';
import { isRevert, prepareRevert } from '../adapters/git/result/prepareRevert.ts';
import { GitError } from '../adapters/git/gitError.ts';
import { LedgerError } from '../app/ports/ledger.ts';
import { taskEnvironment } from '../app/runner/commandProvider.ts';
import { verifyCommit } from '../app/runner/verifyCommit.ts';
import { silentLog } from '../base/log.ts';
import { err, ok, type Result } from '../base/result.ts';
import { sandboxSaid, type SandboxKind } from '../domain/agent/decideSandbox.ts';
import { completedDependents } from '../domain/task/decideReopen.ts';
import type { EvidenceRef } from '../domain/task/event.ts';
import { taskId } from '../domain/task/ids.ts';
import type { SwarmState } from '../domain/task/swarmState.ts';
import type { TaskState } from '../domain/task/taskState.ts';
import type { MergeProblem, RevertDone } from '../protocol/resultMerge.ts';
import { availableSandbox, createAgentTools, type AgentTools } from './agentTools.ts';
import { asPerson, refuseAgent } from './asPerson.ts';
import { findLedger, foldFile } from './readSwarm.ts';

/**
 * Takes a merged task back from the integration branch: a commit on top of it, verified by the commands of what was built on
 * the task, and recorded as a person's decision. The branch moves first and the ledger is told then; whoever dies in between
 * is found by the next try, and until that nothing is merged on top.
 */
export async function revertTask(
  folder: string,
  task: string,
  options: { readonly reopen: boolean; readonly signal: AbortSignal },
): Promise<Result<RevertDone, MergeProblem>> {
  const agent = refuseAgent(process.env);
  if (agent) return err(problem(agent.code, agent.message));
  try {
    const file = await findLedger(folder);
    if (!file.ok) return err(problem(file.error.code, file.error.message));
    return await revertIn({ stateFolder: join(file.value, '..'), state: foldFile(file.value), ...options }, task);
  } catch (cause) {
    if (cause instanceof LedgerError || cause instanceof GitError) return err(problem(cause.code, cause.message));
    throw cause;
  }
}

interface Place {
  readonly stateFolder: string;
  readonly state: SwarmState;
  readonly reopen: boolean;
  readonly signal: AbortSignal;
}

async function revertIn(place: Place, id: string): Promise<Result<RevertDone, MergeProblem>> {
  const { stateFolder, state, reopen, signal } = place;
  const task = state.tasks.get(taskId(id));
  if (!task) return err(problem('unknown', `There is no task ${id} in this swarm. \`s2 board\` lists them.`));
  const { head } = state.integration;
  if (task.progress.stage !== 'completed' || head === undefined)
    return err(problem('not-merged', `${id} is not merged. \`s2 why ${id}\` says what it does or waits for.`));
  const root = join(stateFolder, '..');
  const { repository } = await openCheckout(root, stateFolder);
  const wanted = { task: id, title: task.spec.title, head, merge: task.progress.merge };
  const made = await prepareRevert(repository, wanted);
  if (!made.ok) return made;
  const tools = await createAgentTools({
    repository: root,
    stateFolder,
    name: 'revert',
    log: silentLog,
    sandbox: await sandboxBefore(state),
  });
  const { integrationBranch: branch } = state;
  const now = await tools.workspace.headOf(branch);
  const already =
    now !== undefined && now !== head && (await isRevert(repository, now, { ...wanted, commit: made.value }));
  if (now !== head && !already)
    return err(
      problem(
        'moved',
        `${branch} holds what the ledger does not account for, or is being merged into. See \`s2 status\`, then try again.`,
      ),
    );
  const commit = already ? now : made.value;
  const verified = await verifyDependents({ tools, state, signal }, task, commit);
  if (!verified.ok) return verified;
  if (!already && !(await tools.workspace.advance(branch, head, commit)))
    return err(problem('moved', `${branch} has moved meanwhile. Try again.`));
  const told = await asPerson(stateFolder, (person) =>
    person.reverted({ task: id, epoch: task.epoch, from: head, commit, evidence: verified.value, reopen }),
  );
  if (!told.ok)
    return err(
      problem(told.error.code, `${told.error.message} The revert lies on ${branch}: \`s2 revert ${id}\` records it.`),
    );
  return ok({ task: id, branch, commit, merge: wanted.merge, reopened: reopen });
}

/**
 * Verify commands run as they ran when the work was done: without a sandbox only where the person has had the whole swarm so, or, when it had outside agents
 * alone, where it cannot be done.
 */
async function sandboxBefore(state: SwarmState): Promise<SandboxKind> {
  const joined = [...state.sessions.values()].flatMap((session) => session.joined ?? []);
  return sandboxSaid(joined) ?? availableSandbox();
}

/** What was built on the task has to pass without it. */
async function verifyDependents(
  { tools, state, signal }: { readonly tools: AgentTools; readonly state: SwarmState; readonly signal: AbortSignal },
  task: TaskState,
  commit: string,
): Promise<Result<EvidenceRef[], MergeProblem>> {
  const evidence: EvidenceRef[] = [];
  for (const id of completedDependents(state, task.spec.id)) {
    const dependent = state.tasks.get(id);
    if (dependent?.progress.stage !== 'completed') continue;
    const { spec, epoch, progress } = dependent;
    const about = { task: id, epoch, attempt: 1, phase: spec.phase ?? null };
    const verdict = await verifyCommit(tools, {
      commit,
      verify: spec.verify,
      evidenceKind: 'integration',
      environment: { ...tools.environment, ...taskEnvironment(about, progress.by) },
      signal,
      onOutput: () => undefined,
    });
    evidence.push(...verdict.evidence);
    if (signal.aborted) return err(problem('cancelled', 'It was cancelled, and nothing was changed.'));
    if (verdict.reason === undefined) continue;
    const message = `${id} was built on ${task.spec.id} and does not pass without it: ${verdict.reason}. Take ${id} back first, or have ${task.spec.id} done again with \`s2 reopen ${task.spec.id}\`.`;
    return err(problem('needed', message));
  }
  return ok(evidence.slice(0, 100));
}
