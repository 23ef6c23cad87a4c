import { mkdir, writeFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { forkAgentHost } from '../adapters/agentHost/forkAgentHost.ts';
import { transcriptFile } from '../adapters/evidence/fileTranscript.ts';
import { readTranscript } from '../adapters/evidence/readTranscript.ts';
import { createGitWorkspace } from '../adapters/git/gitWorkspace.ts';
import { GitError } from '../adapters/git/gitError.ts';
import { inspectRepository } from '../adapters/git/inspectRepository.ts';
import { openKeyFile } from '../adapters/signing/keyFile.ts';
import { nodePrimitives } from '../adapters/signing/nodePrimitives.ts';
import { verifyWithNode } from '../adapters/signing/nodeSigner.ts';
import { randomTokens } from '../adapters/socket/randomTokens.ts';
import { serveCoordinator } from '../adapters/socket/serveCoordinator.ts';
import { socketAddress } from '../adapters/socket/socketAddress.ts';
import { acquireProcessLock } from '../adapters/sqlite/processLock.ts';
import { openSqliteLedger } from '../adapters/sqlite/sqliteLedger.ts';
import { systemClock } from '../adapters/system/systemClock.ts';
import { Coordinator } from '../app/coordinator/coordinator.ts';
import { TokenService } from '../app/coordinator/tokenService.ts';
import { createSwarmLeader } from '../app/leader/createSwarmLeader.ts';
import { LedgerError, type Ledger } from '../app/ports/ledger.ts';
import { Sealer } from '../app/witness/sealer.ts';
import { silentLog, type Log } from '../base/log.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { SwarmPlan } from '../domain/task/plan.ts';
import { verifyLedger } from '../domain/witness/verifyLedger.ts';
import type { LeaderProblem, SwarmLeader } from '../protocol/swarmLeader.ts';
import { loadPlan } from './loadPlan.ts';

export interface OpenedLeader {
  readonly leader: SwarmLeader;
  readonly coordinator: Coordinator;
  readonly ledger: Ledger;
}

export interface OpenLeaderOptions {
  readonly log?: Log;
}

/**
 * Opens the swarm of `folder`, brings its ledger up to the plan and starts its agents. Whatever keeps it from starting is a problem with
 * one sentence for a person; nothing that was opened stays open then.
 */
export async function openLeader(
  folder: string,
  options: OpenLeaderOptions = {},
): Promise<Result<OpenedLeader, LeaderProblem>> {
  const log = options.log ?? silentLog;
  const opened: (() => Promise<void> | void)[] = [];
  const close = async (): Promise<void> => {
    for (const release of opened.splice(0).reverse()) await release();
  };
  try {
    const repository = await requireRepository(folder);
    const plan = await loadPlan(repository);
    if (!plan.ok) return plan;
    return ok(await open({ repository, plan: plan.value, log, opened, close }));
  } catch (cause) {
    await close();
    const problem = toProblem(cause, folder);
    if (!problem) throw cause;
    return err(problem);
  }
}

/** A reason not to start, on its way to the person. */
class LaunchProblem extends Error {
  readonly problem: LeaderProblem;

  constructor(problem: LeaderProblem) {
    super(problem.message);
    this.name = 'LaunchProblem';
    this.problem = problem;
  }
}

async function requireRepository(folder: string): Promise<string> {
  const repository = await inspectRepository(folder);
  if (repository.kind === 'problem') throw new LaunchProblem(repository);
  return repository.root;
}

interface Opening {
  readonly repository: string;
  readonly plan: SwarmPlan;
  readonly log: Log;
  /** What to release when it ends, in the order in which it was opened. */
  readonly opened: (() => Promise<void> | void)[];
  readonly close: () => Promise<void>;
}

async function open({ repository, plan, log, opened, close }: Opening): Promise<OpenedLeader> {
  const stateFolder = await prepareStateFolder(repository);
  const lock = acquireProcessLock(join(stateFolder, 'leader.lock'));
  if (!lock) throw new LaunchProblem({ code: 'already-led', message: alreadyLed(repository) });
  opened.push(() => lock.release());

  const ledger = openSqliteLedger(join(stateFolder, 'ledger.db'));
  opened.push(() => ledger.close());
  const signer = await openKeyFile(join(stateFolder, 'keys'), 's2.local');
  requireSound(ledger, signer, stateFolder);
  const origin = `s2.local/${encodeURIComponent(plan.name)}`;
  const createSealer = (): Sealer => new Sealer({ primitives: nodePrimitives, signer, origin });
  const coordinator = new Coordinator({ ledger, createSealer, clock: systemClock });
  opened.push(() => coordinator.dispose());
  const workspace = await createGitWorkspace({ repository, stateFolder, log });
  await workspace.prepareIntegration(plan.integrationBranch);
  await coordinator.adopt(plan);

  const tokens = new TokenService(coordinator, randomTokens);
  const address = socketAddress(stateFolder);
  const server = await serveCoordinator({ address, service: tokens, log });
  opened.push(() => server.close());
  const host = forkAgentHost({
    address,
    hostToken: tokens.grant({ kind: 'integrator' }),
    repository,
    stateFolder,
    integrationBranch: plan.integrationBranch,
    sessions: plan.sessions.map(({ id, branch, provider }) => ({
      id,
      branch,
      provider,
      token: tokens.grant({ kind: 'session', session: id }),
    })),
  });
  const leader = createSwarmLeader({
    coordinator,
    host,
    clock: systemClock,
    log,
    person: userInfo().username,
    readTranscript: (session) => readTranscript(transcriptFile(stateFolder, session)),
    close,
  });
  return { leader, coordinator, ledger };
}

/** Makes `.s2/`, which keeps itself out of the user's git. */
async function prepareStateFolder(repository: string): Promise<string> {
  const folder = join(repository, '.s2');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeFile(join(folder, '.gitignore'), '*\n');
  return folder;
}

/** A ledger that does not verify is not built upon: what it says may not be what happened. */
function requireSound(
  ledger: Ledger,
  key: { readonly name: string; readonly publicKey: Uint8Array },
  stateFolder: string,
): void {
  const verdict = verifyLedger({ entries: ledger.read(0), checkpoints: ledger.checkpoints() }, key, {
    primitives: nodePrimitives,
    verify: verifyWithNode,
  });
  if (verdict.ok) return;
  const { sequence, code } = verdict.firstBad ?? { sequence: 0, code: 'altered' };
  const message = `The ledger in ${stateFolder} does not verify: entry ${sequence} is ${code}. Look at it with \`s2 witness verify\`; to start over, move that folder away. Your branches and commits stay.`;
  throw new LaunchProblem({ code: 'ledger-unsound', message });
}

function alreadyLed(repository: string): string {
  return `Another process already runs the swarm in ${repository}. Watch it there, or stop it before you launch it here.`;
}

function toProblem(cause: unknown, folder: string): LeaderProblem | undefined {
  if (cause instanceof LaunchProblem) return cause.problem;
  if (cause instanceof LedgerError || cause instanceof GitError) return { code: cause.code, message: cause.message };
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  if (code === 'ENOSPC')
    return {
      code: 'full',
      message: `The disk is full: ${folder}/.s2 cannot be written. Free some space, then run again.`,
    };
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') {
    return {
      code: 'read-only',
      message: `${folder}/.s2 cannot be written (${code}). Allow writing to that folder, then run again.`,
    };
  }
  if (code === 'EEXIST' || code === 'ENOTDIR') {
    return {
      code: 'in-the-way',
      message: `${folder}/.s2 cannot be made, because a file with that name is in the way. Move it away, then run again.`,
    };
  }
  return undefined;
}
