import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { createFileEvidenceStore } from '../adapters/evidence/fileEvidenceStore.ts';
import { createGitWorkspace, type GitWorkspace } from '../adapters/git/gitWorkspace.ts';
import { createCommandRunner } from '../adapters/process/commandRunner.ts';
import type { SharedLock } from '../adapters/git/mutex.ts';
import { keepNote } from '../adapters/places/keepNote.ts';
import { openPlaces } from '../adapters/places/openPlaces.ts';
import { createProcessRecord } from '../adapters/process/processRecord.ts';
import { acquireProcessLock } from '../adapters/sqlite/processLock.ts';
import { changedSince } from '../adapters/worktree/changedSince.ts';
import type { AskHost, Confinement } from '../app/ports/confinement.ts';
import type { WorktreePlaces } from '../app/ports/worktreePlaces.ts';
import type { AttemptTools } from '../app/runner/attempt.ts';
import type { Verifier } from '../app/runner/verifyCommit.ts';
import type { SandboxKind } from '../domain/agent/decideSandbox.ts';
import type { Log } from '../base/log.ts';

/** What everything that works in the repository works with, in the agent host as in a runner. */
export interface AgentTools extends Verifier {
  readonly workspace: GitWorkspace;
  readonly hasChanged: AttemptTools['hasChanged'];
  readonly keepNote: AttemptTools['keepNote'];
  /** For every command, besides what tells of its worktree's place. */
  readonly environment: Readonly<Record<string, string>>;
}

/** Where the records of running commands are. */
export function recordFolderOf(stateFolder: string): string {
  return join(stateFolder, 'run');
}

/** Keeps the processes of one swarm from adding and removing worktrees at the same time. */
export function worktreeLock(stateFolder: string): SharedLock {
  return { acquire: () => acquireProcessLock(join(stateFolder, 'worktrees.lock')) };
}

/** Opens what the machine keeps for this process's worktrees; whoever opens it closes it. */
export function openWorktreePlaces(stateFolder: string): WorktreePlaces {
  return openPlaces({ stateFolder, acquire: acquireProcessLock });
}

/** Opens the tools for `name`: a session, or the merge queue. */
export async function createAgentTools(place: {
  readonly repository: string;
  readonly stateFolder: string;
  readonly name: string;
  readonly log: Log;
  /** How its commands run. */
  readonly sandbox: SandboxKind;
  /** Hosts that they may reach when they are confined. */
  readonly hosts?: readonly string[];
  /** Asked about every other host; absent: it is refused. */
  readonly askHost?: AskHost;
}): Promise<AgentTools> {
  const { repository, stateFolder, name, log, sandbox } = place;
  const workspace = await createGitWorkspace({ repository, stateFolder, log, lock: worktreeLock(stateFolder) });
  return {
    workspace,
    hasChanged: changedSince,
    keepNote,
    commands: createCommandRunner({
      record: createProcessRecord(recordFolderOf(stateFolder), name),
      ...(sandbox === 'os' ? { confinement: await confinement(place) } : {}),
    }),
    evidence: createFileEvidenceStore(join(stateFolder, 'evidence')),
    environment: {
      // A command whose worktree has lost its `.git` must not find the user's repository above it.
      GIT_CEILING_DIRECTORIES: join(await realpath(stateFolder), 'worktrees'),
    },
  };
}

/** Evaluated only where commands are confined. */
async function confinement(place: {
  readonly repository: string;
  readonly stateFolder: string;
  readonly hosts?: readonly string[];
  readonly askHost?: AskHost;
}): Promise<Confinement> {
  const { createOsSandbox } = await import('./sandbox.ts');
  return createOsSandbox({ ...place, hosts: place.hosts ?? [] });
}

/** How commands run of a swarm whose agents all were started by a person: confined where that can be done, and not when S2_SANDBOX says `off`. */
export async function availableSandbox(): Promise<SandboxKind> {
  if (process.env['S2_SANDBOX'] === 'off') return 'none';
  const { whyNoSandbox } = await import('./sandbox.ts');
  return (await whyNoSandbox()) === undefined ? 'os' : 'none';
}
