import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LiveView } from '../../../../src/vscode/documents/liveView.ts';
import { SwarmStore } from '../../../../src/vscode/swarm/swarmStore.ts';
import { aSnapshot, aTaskView } from '../../../support/snapshots.ts';

const why = { code: 'blocked', reason: 'It waits.', action: 'Wait.' };

function opened(folder: string) {
  const store = new SwarmStore();
  const live = new LiveView(store);
  let changes = 0;
  live.onDidChange(() => changes++);
  const snapshot = aSnapshot({ tasks: [aTaskView('S1.P1.T1', { why, session: 'session-1' })] });
  store.recall(folder, snapshot);
  return { store, live, snapshot, changes: () => changes, end: () => (live.dispose(), store.dispose()) };
}

test('live view: how tasks stand, by id in lower case', () => {
  const { live, end } = opened('/work/garden');
  assert.deepEqual(live.of('/work/garden')?.get('s1.p1.t1'), {
    status: 'ready',
    owner: null,
    epoch: 0,
    why: { reason: 'It waits.', action: 'Wait.' },
  });
  end();
});

const folders: readonly (readonly [string, string, boolean])[] = [
  ['/work/garden', '/work/garden', true],
  ['/work/garden/', '/work/garden', true],
  ['C:\\work\\garden', '/c:/work/garden', true],
  ['/work/garden', '/work', false],
  ['/work/garden', '/work/Garden', false],
];

for (const [folder, root, isOurs] of folders) {
  test(`live view: a swarm in ${folder} ${isOurs ? 'speaks' : 'does not speak'} of ${root}`, () => {
    const { live, end } = opened(folder);
    assert.equal(live.of(root) !== undefined, isOurs);
    end();
  });
}

test('live view: a snapshot in which no task stands otherwise is no change', () => {
  const { store, snapshot, changes, end } = opened('/work/garden');
  assert.equal(changes(), 1);
  store.recall('/work/garden', { ...snapshot, sequence: 2 });
  assert.equal(changes(), 1);
  store.recall('/work/garden', { ...snapshot, tasks: [aTaskView('S1.P1.T1', { status: 'claimed' })] });
  assert.equal(changes(), 2);
  end();
});

test('live view: only who has a task owns it, and what was spent on it is known', () => {
  const { store, live, snapshot, end } = opened('/work/garden');
  const spent = { id: 'S1.P1.T1', spent: 0.25, reserved: 0, budget: null, estimate: null, standing: 'within' as const };
  const tasks = [aTaskView('S1.P1.T1', { status: 'claimed', session: 'session-1', epoch: 2 })];
  store.recall('/work/garden', { ...snapshot, tasks, money: { ...snapshot.money, byTask: [spent] } });
  const now = { status: 'claimed', owner: 'session-1', epoch: 2, cost: 0.25 };
  assert.deepEqual(live.of('/work/garden')?.get('s1.p1.t1'), now);
  end();
});
