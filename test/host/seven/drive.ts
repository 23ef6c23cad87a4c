import { setTimeout as pause } from 'node:timers/promises';
import { startModelServer, type ModelServer } from '../../support/anthropic/modelServer.ts';
import type { Caller } from '../../support/anthropic/script.ts';
import { runCli, startCli, type CliEnd } from '../../support/cli.ts';
import { Random } from '../../support/random.ts';
import { readFacts } from './facts.ts';
import { answerOfPerson } from './plan.ts';
import { createTraffic, type Traffic } from './traffic.ts';
import { holderOf, markVariable, processesOf, type Victim } from './victims.ts';

/** A kill as it happened: during which call of a model, of whom. */
export interface Kill {
  readonly call: number;
  readonly victim: Victim;
}

/** What a run was, before anything of it is judged. */
export interface Driven {
  readonly end: CliEnd;
  readonly server: Pick<ModelServer, 'billed' | 'faults' | 'requests'>;
  readonly traffic: Traffic;
  readonly kills: readonly Kill[];
  /** How often `s2 run` was started. */
  readonly runs: number;
  readonly answered: number;
  readonly seconds: number;
}

export interface DriveOptions {
  readonly folder: string;
  readonly seed: number;
  readonly kills: number;
}

const keys = { 'team-a': 'sk-ant-larder-a-41c0', 'team-b': 'sk-ant-larder-b-9d72' } as const;
/** No run takes as long; one that does has come to a stand. */
const patienceMs = 280_000;

/** Runs the swarm of a folder to its end with scripted models, killing as the seed says and starting again, and answers what a person is asked. */
export async function drive({ folder, seed, kills }: DriveOptions): Promise<Driven> {
  const began = performance.now();
  const mark = `${markVariable}=${folder}`;
  const planned = drawKills(seed, kills);
  const done: Kill[] = [];
  const person = createPerson(folder);
  const onCall = (call: number, caller: Caller): void => {
    const next = planned[done.length];
    if (next === undefined || call < next.call) return;
    const pid = pickVictim(mark, next.victim, caller.port);
    if (pid === undefined) return;
    done.push({ call, victim: next.victim });
    process.kill(pid, 'SIGKILL');
  };
  const traffic = createTraffic({
    seed,
    keys,
    onCall,
    onQuestion: () => person.isAsked(),
    isRefusalKnown: () => readFacts(folder).of('provider.refused').length > 0,
  });
  const server = await startModelServer(traffic.script, { keys: Object.values(keys) });
  const env = {
    ANTHROPIC_API_KEY_TEAM_A: keys['team-a'],
    ANTHROPIC_API_KEY_TEAM_B: keys['team-b'],
    ANTHROPIC_BASE_URL: server.url,
    NODE_TEST_CONTEXT: '',
    NODE_OPTIONS: '',
    [markVariable]: folder,
  };
  try {
    for (let runs = 1; ; runs += 1) {
      const killedBefore = done.length;
      const running = startCli(['run', '--until-done', '--json', '-C', folder], { env });
      const left = patienceMs - (performance.now() - began);
      const timer = setTimeout(() => running.child.kill('SIGINT'), Math.max(1, left));
      const end = await running.end;
      clearTimeout(timer);
      const goesOn = end.code !== 0 && done.length > killedBefore && left > 0;
      if (goesOn) continue;
      const seconds = (performance.now() - began) / 1_000;
      return { end, server, traffic, kills: done, runs, answered: await person.leave(), seconds };
    }
  } finally {
    await person.leave();
    await server.close();
  }
}

/** Kills in the order in which they come: each kind once before any comes again. */
function drawKills(seed: number, count: number): readonly Kill[] {
  const random = new Random(seed * 7_919);
  const first = random.below(3);
  const turn = random.chance(0.5) ? 1 : 2;
  const victims: readonly Victim[] = ['runner', 'host', 'leader'];
  // A run takes about 120 calls.
  const apart = Math.max(4, Math.floor(80 / Math.max(1, count)));
  return Array.from({ length: count }, (_, at) => ({
    call: 12 + at * apart + random.below(apart - 2),
    victim: victims[(first + at * turn) % 3] ?? 'runner',
  }));
}

/** Of the runners, the one that waits for this very answer. */
function pickVictim(mark: string, victim: Victim, port: number): number | undefined {
  const pids = processesOf(mark, victim);
  return victim === 'runner' ? holderOf(port, pids) : pids[0];
}

interface Person {
  isAsked(): void;
  /** Resolves to how many questions were answered. */
  leave(): Promise<number>;
}

interface Need {
  readonly answer?: { readonly id: string };
}

/** Somebody who looks into the inbox when there may be a question, and answers it. */
function createPerson(folder: string): Person {
  const gone = new AbortController();
  let asked = 0;
  let answered = 0;
  const answerAll = async (): Promise<boolean> => {
    const inbox = await runCli(['inbox', '--json', '-C', folder]);
    if (inbox.code !== 0) return false;
    const { needsYou } = JSON.parse(inbox.stdout) as { readonly needsYou: readonly Need[] };
    const before = answered;
    for (const { answer } of needsYou) {
      if (answer === undefined || !/^Q\d+$/.test(answer.id)) continue;
      const said = await runCli(['answer', answer.id, answerOfPerson, '-C', folder]);
      if (said.code === 0) answered += 1;
    }
    return answered > before;
  };
  const live = async (): Promise<void> => {
    for (let seen = 0; !gone.signal.aborted;) {
      const now = asked;
      if (now > seen && (await answerAll())) seen = now;
      await pause(200);
    }
  };
  const life = live();
  return {
    isAsked: () => {
      asked += 1;
    },
    leave: async () => {
      gone.abort();
      await life;
      return answered;
    },
  };
}
