import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createAcpProvider } from '../../../src/adapters/acp/acpProvider.ts';
import { createConversations } from '../../../src/adapters/acp/conversations.ts';
import { acpLimits, type AcpLimits } from '../../../src/adapters/acp/limits.ts';
import { createAgentProcesses } from '../../../src/adapters/process/agentProcess.ts';
import { createCommandRunner } from '../../../src/adapters/process/commandRunner.ts';
import { createProcessRecord } from '../../../src/adapters/process/processRecord.ts';
import { systemClock } from '../../../src/adapters/system/systemClock.ts';
import { resolveInside } from '../../../src/adapters/worktree/resolveInside.ts';
import { openWorktreeFiles } from '../../../src/adapters/worktree/worktreeFiles.ts';
import type { AgentRefusal } from '../../../src/domain/agent/agentRefusal.ts';
import type { AgentContext, AgentOutcome } from '../../../src/app/ports/agentProvider.ts';
import { taskEnvironment } from '../../../src/app/runner/commandProvider.ts';
import type { TranscriptPart } from '../../../src/protocol/transcriptPart.ts';
import type { ClaimedTask } from '../../../src/protocol/verbs.ts';
import { tempFolder } from '../tempFolder.ts';
import type { AgentScript } from './step.ts';

const agentFile = join(import.meta.dirname, 'testAgent.ts');

/** The command line of the scripted agent. */
export function scriptedAgent(script: AgentScript): readonly string[] {
  return [process.execPath, agentFile, JSON.stringify(script)];
}

export interface AgentWorld {
  readonly folder: string;
  /** The agent's worktree. */
  readonly worktree: string;
  /** Runs one attempt at a task. */
  run(script: Omit<AgentScript, 'log'>, over?: RunOptions): Promise<AgentRun>;
  /** What the agent has noted under a name, in order. */
  noted(what: string): readonly unknown[];
}

export interface RunOptions {
  readonly task?: Partial<ClaimedTask>;
  readonly limits?: Partial<AcpLimits>;
  readonly agent?: readonly string[];
  readonly signal?: AbortSignal;
  readonly context?: Pick<AgentContext, 'again' | 'handOver' | 'onNudge'>;
  /** Words for the agent; what it has heard is taken out. */
  readonly inbox?: string[];
  /** Where refusals of its provider are put, also when the run rejects. */
  readonly refused?: AgentRefusal[];
  /** What a person says to a question; undefined: nobody ever does. */
  readonly person?: (question: string, signal: AbortSignal) => Promise<string | undefined> | string | undefined;
}

export interface AgentRun {
  readonly outcome: AgentOutcome;
  /** All that was shown. */
  readonly shown: string;
  /** What of it was more than text. */
  readonly parts: readonly TranscriptPart[];
  readonly asked: readonly string[];
  readonly told: readonly string[];
  /** US dollars. */
  readonly spent: readonly number[];
  readonly refused: readonly AgentRefusal[];
}

/** A folder with a worktree in it, and the provider under test around a scripted agent. */
export function createAgentWorld(): AgentWorld {
  const folder = tempFolder();
  const worktree = join(folder, 'worktree');
  const log = join(folder, 'agent.log');
  mkdirSync(worktree);
  return {
    folder,
    worktree,
    noted: (what) => {
      if (!existsSync(log)) return [];
      const lines = readFileSync(log, 'utf8')
        .split('\n')
        .filter((line) => line !== '');
      const notes = lines.map((line) => JSON.parse(line) as { readonly what: string; readonly detail: unknown });
      return notes.filter((note) => note.what === what).map(({ detail }) => detail);
    },
    run: async (script, over = {}) => {
      const shown: string[] = [];
      const parts: TranscriptPart[] = [];
      const asked: string[] = [];
      const told: string[] = [];
      const spent: number[] = [];
      const refused = over.refused ?? [];
      const record = createProcessRecord(join(folder, 'run'), 'session-1');
      const provider = createAcpProvider({
        agent: over.agent ?? scriptedAgent({ ...script, log }),
        environment: {},
        describeTask: taskEnvironment,
        processes: createAgentProcesses(record),
        commands: createCommandRunner({ record, graceMs: 200 }),
        commandEnvironment: {},
        place: { open: openWorktreeFiles, locate: resolveInside },
        conversations: createConversations(join(folder, 'agents', 'session-1')),
        clock: systemClock,
        ask: async (_, question, signal) => {
          asked.push(question);
          return over.person?.(question, signal);
        },
        tell: (_, note) => told.push(note),
        spend: (_, dollars) => {
          spent.push(dollars);
          return Promise.resolve();
        },
        openEar: () => ({
          hear: () => {
            const texts = [...(over.inbox ?? [])];
            return Promise.resolve({ texts, keep: () => Promise.resolve(void over.inbox?.splice(0, texts.length)) });
          },
          close: () => undefined,
        }),
        refused: (_, refusal) => Promise.resolve(void refused.push(refusal)),
        limits: { ...acpLimits, ...over.limits },
      });
      const outcome = await provider.run(aTask(over.task), {
        session: 'session-1',
        worktree: { path: worktree, branch: 's2/session-1', base: '0'.repeat(40), session: 'session-1' },
        environment: {},
        signal: over.signal ?? new AbortController().signal,
        onOutput: (_, text, part) => {
          shown.push(text);
          if (part) parts.push(part);
        },
        ...over.context,
      });
      return { outcome, shown: shown.join(''), parts, asked, told, spent, refused };
    },
  };
}

function aTask(over: Partial<ClaimedTask> = {}): ClaimedTask {
  return {
    task: 'S1.P1.T1',
    epoch: 1,
    attempt: 1,
    witness: 'w',
    title: 'Bake bread',
    brief: 'Bake it well.',
    phase: 1,
    model: null,
    files: ['bread.txt'],
    run: null,
    verify: ['test -s bread.txt'],
    unblockNeeds: ['docs:technical-writing'],
    helps: null,
    base: null,
    limits: { files: 10, fileBytes: 1_000 },
    watchdog: { stallMs: 600_000, timeoutMs: 21_600_000 },
    blocking: [],
    ...over,
  };
}
