import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { createFileEvidenceStore } from '../../../../src/adapters/evidence/fileEvidenceStore.ts';
import { changedSince } from '../../../../src/adapters/worktree/changedSince.ts';
import type { GitWorkspace } from '../../../../src/adapters/git/gitWorkspace.ts';
import { createCommandRunner } from '../../../../src/adapters/process/commandRunner.ts';
import { createProcessRecord } from '../../../../src/adapters/process/processRecord.ts';
import { openPlaces } from '../../../../src/adapters/places/openPlaces.ts';
import { acquireProcessLock } from '../../../../src/adapters/sqlite/processLock.ts';
import { systemClock } from '../../../../src/adapters/system/systemClock.ts';
import type { Coordinator } from '../../../../src/app/coordinator/coordinator.ts';
import { createMergeQueue, type MergeQueue } from '../../../../src/app/integration/mergeQueue.ts';
import type { AgentProvider } from '../../../../src/app/ports/agentProvider.ts';
import type { CommandRunner } from '../../../../src/app/ports/commandRunner.ts';
import type { EvidenceStore } from '../../../../src/app/ports/evidenceStore.ts';
import type { AttemptTools } from '../../../../src/app/runner/attempt.ts';
import { createCommandWords } from '../../../../src/app/runner/commandWords.ts';
import { createCommandProvider, createUnavailableProvider } from '../../../../src/app/runner/commandProvider.ts';
import { createSessionRunner, type SessionRunner } from '../../../../src/app/runner/sessionRunner.ts';
import { silentLog } from '../../../../src/base/log.ts';
import { seatsOf } from '../../../../src/domain/agent/seat.ts';
import type { SwarmEvent } from '../../../../src/domain/task/event.ts';
import { usualWorktree } from '../../../../src/domain/task/worktreeSpec.ts';
import type { Policy, SessionSpec, TaskSpec } from '../../../../src/domain/task/plan.ts';
import type { AnswerOf, CoordinatorClient } from '../../../../src/protocol/coordinatorClient.ts';
import type { OutputChunk } from '../../../../src/protocol/swarmSnapshot.ts';
import type { HostTrouble } from '../../../../src/protocol/hostTrouble.ts';
import { requestSchema, type Problem, type Request } from '../../../../src/protocol/verbs.ts';
import { err, type Result } from '../../../../src/base/result.ts';
import type { Clock } from '../../../../src/app/ports/clock.ts';
import { createTestRepository, type TestRepository } from '../../../support/gitRepository.ts';
import { aPlan, aSession } from '../../../support/plans.ts';
import { asIntegrator, asRunner, createTestCoordinator } from '../../../support/testCoordinator.ts';

/** A swarm in one process: a real repository, real commands, a real coordinator on a ledger in memory. */
export interface RunnerWorld {
  readonly repository: TestRepository;
  readonly workspace: GitWorkspace;
  readonly coordinator: Coordinator;
  readonly evidence: EvidenceStore;
  readonly transcript: OutputChunk[];
  /** Everything that happened, in order. */
  readonly events: SwarmEvent[];
  /** What was told of set-ups, in order. */
  readonly troubles: (string | null)[];
  /** Aborting it is losing the coordinator. */
  readonly closed: AbortController;
  runner(session: string, over?: Intercept | RunnerOver): SessionRunner;
  queue(over?: QueueOver): MergeQueue;
}

/** Answers a request in the coordinator's place; undefined leaves it to the coordinator. */
export type Intercept = (request: Request) => Result<never, Problem> | undefined;

export interface RunnerOver {
  readonly intercept?: Intercept;
  readonly workspace?: GitWorkspace;
  readonly clock?: Clock;
  /** Instead of the one that the session's spec names. */
  readonly provider?: (made: MadeWith) => AgentProvider;
}

/** What a provider of a test is made with. */
export interface MadeWith {
  readonly client: CoordinatorClient;
  readonly commands: CommandRunner;
  readonly workspace: GitWorkspace;
  readonly environment: Readonly<Record<string, string>>;
}

export interface QueueOver extends Omit<RunnerOver, 'provider'> {
  readonly onTrouble?: (trouble: HostTrouble | null) => void;
  /** Stands around each request that the queue makes. */
  readonly around?: <T>(verb: string, ask: () => Promise<T>) => Promise<T>;
}

/** The system's clock with every delay a thousand times shorter: what backs off for a minute does it in a moment. */
export const hastyClock: Clock = {
  now: () => systemClock.now(),
  monotonic: () => systemClock.monotonic(),
  after: (ms, run) => systemClock.after(ms / 1_000, run),
  every: (ms, run) => systemClock.every(ms, run),
};

export const integrationBranch = 's2/test';

export async function createRunnerWorld(
  t: TestContext,
  plan: {
    readonly sessions?: readonly SessionSpec[];
    readonly tasks: readonly TaskSpec[];
    readonly maxAttempts?: number;
    readonly policy?: Partial<Policy>;
    /** Content of the repository's `.gitignore`. */
    readonly ignore?: string;
  },
): Promise<RunnerWorld> {
  const repository = createTestRepository(t);
  if (plan.ignore !== undefined) {
    repository.write('.gitignore', plan.ignore);
    repository.commit('ignore');
  }
  const workspace = await repository.workspace();
  await workspace.prepareIntegration(integrationBranch);
  const { coordinator } = createTestCoordinator();
  const sessions = plan.sessions ?? [aSession('one')];
  const policy = { ...aPlan([], []).policy, maxAttempts: plan.maxAttempts ?? 1, ...plan.policy };
  await coordinator.adopt(
    aPlan(sessions, plan.tasks, { policy, integrationBranch }),
    await workspace.headOf(integrationBranch),
  );
  const closed = new AbortController();
  const evidence = createFileEvidenceStore(join(repository.state, 'evidence'));
  const record = createProcessRecord(join(repository.state, 'run'), 'test');
  const commands = createCommandRunner({ record, graceMs: 200 });
  const transcript: OutputChunk[] = [];
  const events: SwarmEvent[] = [];
  coordinator.subscribe(0, (sealed) => events.push(sealed.entry.event));
  const places = openPlaces({ stateFolder: repository.state, acquire: acquireProcessLock });
  t.after(() => places.close());
  const troubles: (string | null)[] = [];
  const keepNote: AttemptTools['keepNote'] = ({ TMPDIR = '' }, name, text) => {
    const file = join(TMPDIR, name);
    writeFileSync(file, text);
    return Promise.resolve(file);
  };
  const shared = {
    hasChanged: changedSince,
    keepNote,
    workspace,
    commands,
    evidence,
    integrationBranch,
    clock: systemClock,
    log: silentLog,
  };
  const environment = {};
  return {
    repository,
    workspace,
    coordinator,
    evidence,
    transcript,
    events,
    troubles,
    closed,
    runner: (session, given = {}) => {
      const { intercept, provider, ...over } = typeof given === 'function' ? { intercept: given } : given;
      const client = clientOf(coordinator, asRunner(session), closed.signal, intercept);
      const spec = sessions.find((known) => known.id === session) ?? aSession(session);
      return createSessionRunner({
        ...shared,
        ...over,
        environment,
        furnishing: {
          spec: spec.worktree ?? usualWorktree,
          places,
          onTrouble: (reason) => troubles.push(reason),
          onUsed: () => undefined,
        },
        crash: null,
        sandbox: 'none',
        client,
        session,
        branch: spec.branch,
        agents: seatsOf(spec.agents),
        providerName: spec.provider,
        provider: provider
          ? provider({ client, commands, workspace, environment })
          : spec.provider === 'command'
            ? createCommandProvider({ commands, environment, words: createCommandWords(client, session, keepNote) })
            : createUnavailableProvider(spec.provider),
        transcript: { append: (chunk) => Promise.resolve(void transcript.push(chunk)) },
      });
    },
    queue: ({ intercept, around = justAsk, ...over } = {}) =>
      createMergeQueue({
        ...shared,
        onTrouble: () => undefined,
        ...over,
        environment,
        client: askedThrough(clientOf(coordinator, asIntegrator, closed.signal, intercept), around),
      }),
  };
}

function clientOf(
  coordinator: Coordinator,
  asked: Omit<Parameters<Coordinator['handle']>[1], 'key'>,
  closed: AbortSignal,
  intercept: Intercept = () => undefined,
): CoordinatorClient {
  const signal = AbortSignal.any([asked.signal, closed]);
  return {
    closed,
    request: <R extends Request>(request: R, key?: string): Promise<Result<AnswerOf<R['verb']>, Problem>> => {
      const answer = intercept(request);
      if (answer) return Promise.resolve(answer);
      // As the socket does.
      const parsed = requestSchema.safeParse(request);
      if (!parsed.success) return Promise.resolve(err({ code: 'malformed', message: parsed.error.message }));
      return coordinator.handle(request, { ...asked, signal, ...(key === undefined ? {} : { key }) });
    },
  };
}

function askedThrough(client: CoordinatorClient, around: NonNullable<QueueOver['around']>): CoordinatorClient {
  return {
    closed: client.closed,
    request: (request, key) => around(request.verb, () => client.request(request, key)),
  };
}

function justAsk<T>(_verb: string, ask: () => Promise<T>): Promise<T> {
  return ask();
}
