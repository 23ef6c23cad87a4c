import { toDisposable } from '../../src/base/disposable.ts';
import { Emitter } from '../../src/base/emitter.ts';
import { ok } from '../../src/base/result.ts';
import type { LeaderProblem, SwarmLeader } from '../../src/protocol/swarmLeader.ts';
import type { OutputChunk, SwarmSnapshot } from '../../src/protocol/swarmSnapshot.ts';

/** A leader that shows whatever it is given and grants every request. */
export interface MemoryLeader {
  readonly leader: SwarmLeader;
  readonly push: (snapshot: SwarmSnapshot) => void;
  readonly print: (chunk: OutputChunk) => void;
}

/** Makes a leader whose swarm is as in `first` until something is pushed. */
export function aLeader(first: SwarmSnapshot): MemoryLeader {
  const snapshots = new Emitter<SwarmSnapshot>();
  const output = new Emitter<OutputChunk>();
  let current = first;
  const granted = () => Promise.resolve(ok(undefined));
  const leader: SwarmLeader = {
    onSnapshot: snapshots.event,
    onOutput: output.event,
    onProblem: new Emitter<LeaderProblem>().event,
    snapshot: () => current,
    transcript: () => Promise.resolve([]),
    follow: () => toDisposable(() => undefined),
    why: () => Promise.resolve(ok({ code: 'ready', reason: 'It waits.', action: 'Wait.' })),
    pause: granted,
    resume: granted,
    claim: granted,
    release: granted,
    reopen: granted,
    clearBlocker: granted,
    acceptCommits: granted,
    resultMerged: granted,
    reverted: granted,
    requestHelp: granted,
    acceptHelp: granted,
    approve: granted,
    reject: granted,
    answer: granted,
    message: granted,
    propose: () => Promise.resolve(ok('D1')),
    memo: () => Promise.resolve({ ok: false, error: { code: 'unknown', message: 'There is no decision.' } }),
    setBudget: granted,
    leaveHalted: granted,
    resetBreaker: granted,
    stop: () => Promise.resolve(),
    leave: () => Promise.resolve(),
    dispose: () => undefined,
  };
  return {
    leader,
    push: (snapshot) => {
      current = snapshot;
      snapshots.fire(snapshot);
    },
    print: (chunk) => output.fire(chunk),
  };
}
