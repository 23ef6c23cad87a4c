import { randomBytes } from 'node:crypto';
import { mkdir, stat, writeFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { forkAgentHost } from '../adapters/agentHost/forkAgentHost.ts';
import { transcriptFile } from '../adapters/evidence/fileTranscript.ts';
import { readTranscript } from '../adapters/evidence/readTranscript.ts';
import { createGitWorkspace } from '../adapters/git/gitWorkspace.ts';
import { requireGit } from '../adapters/git/gitVersion.ts';
import { inspectRepository } from '../adapters/git/inspectRepository.ts';
import { createDerivedTokens } from '../adapters/socket/derivedTokens.ts';
import { createLocalLeader } from '../app/leader/localLeader.ts';
import { silentLog, type Log } from '../base/log.ts';
import { err, ok, type Result } from '../base/result.ts';
import { decideSandbox, type SandboxChoice, type SandboxKind } from '../domain/agent/decideSandbox.ts';
import { seatBranches } from '../domain/agent/seat.ts';
import type { SwarmPlan } from '../domain/task/plan.ts';
import type { ModelAccess } from '../protocol/hostMessages.ts';
import type { EditorKeys, FindModelAccess } from '../protocol/secretStore.ts';
import { noSandbox, type LeaderProblem, type SwarmLeader } from '../protocol/swarmLeader.ts';
import { worktreeLock } from './agentTools.ts';
import { attachLeader } from './attachLeader.ts';
import { checkIntegration } from './checkIntegration.ts';
import { endEarlierHost } from './endEarlierHost.ts';
import { grantAll, leadSwarm, type Leadership } from './leadSwarm.ts';
import { loadPlan } from './loadPlan.ts';
import { LaunchProblem, toProblem } from './leadProblem.ts';
import { PlanWatch } from './planWatch.ts';
import { collectAccess, hostedSession } from './modelAccess.ts';

export interface OpenLeaderOptions {
  readonly log?: Log;
  /** What an editor has for signing keys; without, they are in files. */
  readonly keys?: EditorKeys;
  /** Gets what reaches a provider's models under a credential's name ('' for the shared one); what it does not know, the environment says. */
  readonly access?: FindModelAccess;
  /** How commands are to be confined; always, when it is not said. */
  readonly sandbox?: SandboxChoice;
}

/** A swarm that was launched here, or that another process leads and this one has attached to. */
export interface OpenedLeader {
  readonly leader: SwarmLeader;
  readonly attached: boolean;
  /** The last entry that was there before. */
  readonly since: number;
}

/**
 * Opens the swarm of `folder`: brings its ledger up to the plan and starts its agents, or attaches to whoever leads it already. Whatever keeps it from
 * starting is a problem with one sentence for a person; nothing that was opened stays open then.
 */
export async function openLeader(
  folder: string,
  options: OpenLeaderOptions = {},
): Promise<Result<OpenedLeader, LeaderProblem>> {
  const log = options.log ?? silentLog;
  try {
    const repository = await requireRepository(folder);
    const plan = await loadPlan(repository);
    if (!plan.ok) return plan;
    const stateFolder = await prepareStateFolder(repository);
    for (let tries = 0; tries < attachTries; tries += 1) {
      const lead = await leadSwarm({
        stateFolder,
        name: plan.value.name,
        log,
        leader: 'launcher',
        keys: options.keys ? { kind: 'editor', ...options.keys } : { kind: 'files' },
      });
      if (lead) {
        const since = lead.coordinator.state.sequence;
        const access = await collectAccess(plan.value, options.access);
        const given = { plan: plan.value, log, access, sandbox: options.sandbox ?? 'required' };
        const leader = await launch({ lead, repository, stateFolder, ...given });
        return ok({ leader, attached: false, since });
      }
      const leader = await attachLeader(stateFolder);
      if (leader) return ok({ leader, attached: true, since: leader.snapshot().sequence });
    }
    throw new LaunchProblem({ code: 'already-led', message: alreadyLed(repository) });
  } catch (cause) {
    const problem = toProblem(cause, folder);
    if (!problem) throw cause;
    return err(problem);
  }
}

/** Between two leaders neither the lock nor the socket may be there for a moment. */
const attachTries = 3;

async function requireRepository(folder: string): Promise<string> {
  const repository = await inspectRepository(folder);
  if (repository.kind === 'problem') throw new LaunchProblem(repository);
  await requireGit(repository.root);
  return repository.root;
}

interface Launch {
  readonly lead: Leadership;
  readonly repository: string;
  readonly stateFolder: string;
  readonly plan: SwarmPlan;
  readonly log: Log;
  readonly access: Readonly<Record<string, ModelAccess>>;
  readonly sandbox: SandboxChoice;
}

/** Starts the agents of a swarm that this process leads. */
async function launch({ lead, repository, stateFolder, plan, log, access, ...given }: Launch): Promise<SwarmLeader> {
  const { coordinator, tokens, address } = lead;
  try {
    const sandbox = await chooseSandbox(given.sandbox, plan, log);
    const workspace = await createGitWorkspace({ repository, stateFolder, log, lock: worktreeLock(stateFolder) });
    const problem = await checkIntegration(repository, coordinator.state, plan);
    if (problem !== undefined) throw new LaunchProblem({ code: 'integration-branch', message: problem });
    await workspace.prepareIntegration(plan.integrationBranch);
    await workspace.checkBranches(plan.sessions.flatMap(({ branch, agents }) => seatBranches(branch, agents)));
    grantAll(lead, userInfo().username);
    await endEarlierHost(coordinator, stateFolder);
    const changed = await coordinator.adopt(plan, await workspace.headOf(plan.integrationBranch));
    if (changed.length > 0) log.warn(describeChanged(changed));
    grantAll(lead, userInfo().username);
    // An outside agent works by itself, through the command line or a protocol: its session has no runner of ours.
    const ours = plan.sessions.filter((session) => session.provider !== 'mcp');
    // Known to this process, the agent host and the runner alone: it follows from nothing that a command could read.
    const secrets = createDerivedTokens(randomBytes(32));
    const sessions = ours.map((session) => {
      const { id } = session;
      const token = tokens.grant({ kind: 'session', session: id, runner: true }, secrets.tokenOf(`runner/${id}`));
      return { ...hostedSession(session), token };
    });
    const host = forkAgentHost({
      name: plan.name,
      address,
      hostToken: tokens.grant({ kind: 'integrator' }),
      repository,
      stateFolder,
      integrationBranch: plan.integrationBranch,
      sandbox,
      sessions,
      ...(plan.models ? { models: plan.models } : {}),
      access,
      ...(lead.signingKey === undefined ? {} : { signingKey: lead.signingKey }),
    });
    const watching = new PlanWatch({ folder: repository, desk: coordinator.plan, log });
    return createLocalLeader({
      coordinator,
      host,
      log,
      person: userInfo().username,
      readTranscript: (session, maxBytes) => readTranscript(transcriptFile(stateFolder, session), maxBytes),
      close: async () => {
        await watching.close();
        await lead.close();
      },
    });
  } catch (cause) {
    await lead.close();
    throw cause;
  }
}

/** How the commands of the plan run. Throws a LaunchProblem when they would have all rights of a person who has not said so. */
async function chooseSandbox(choice: SandboxChoice, plan: SwarmPlan, log: Log): Promise<SandboxKind> {
  const why = choice === 'off' ? null : await whyNoSandbox();
  const decided = decideSandbox(choice, why, plan.sessions);
  if (!decided.ok) throw new LaunchProblem({ code: noSandbox, message: `${decided.reason}.` });
  if (decided.kind === 'none') log.warn('Commands of this swarm run without a sandbox, with your rights.');
  return decided.kind;
}

/** Undefined when commands can be confined here. */
async function whyNoSandbox(): Promise<string | null> {
  const sandbox = await import('./sandbox.ts');
  return (await sandbox.whyNoSandbox()) ?? null;
}

function describeChanged(tasks: readonly string[]): string {
  return `The plan describes completed tasks otherwise now: ${tasks.join(', ')}. They stay as they were done; to have one done again as the plan has it now, run s2 reopen <task>.`;
}

/** Makes `.s2/`, which keeps itself out of the user's git. */
async function prepareStateFolder(repository: string): Promise<string> {
  const folder = join(repository, '.s2');
  // Not `recursive`: that reports a read-only disk as a folder that does not exist.
  if (!(await isFolder(folder))) await mkdir(folder, { mode: 0o700 });
  await writeFile(join(folder, '.gitignore'), '*\n');
  return folder;
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

function alreadyLed(repository: string): string {
  return `Another process leads the swarm in ${repository} but does not answer. End it, then launch again.`;
}
