import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SwarmStore, type SwarmStatus } from '../../../../src/vscode/swarm/swarmStore.ts';
import { aSnapshot } from '../../../support/snapshots.ts';
import { aLeader } from '../../../support/memoryLeader.ts';

function followed(): { store: SwarmStore; seen: SwarmStatus['kind'][] } {
  const store = new SwarmStore();
  const seen: SwarmStatus['kind'][] = [];
  store.onDidChange(({ kind }) => seen.push(kind));
  return { store, seen };
}

test('a swarm goes from launching over live to ended, and its last state stays readable', () => {
  const { store, seen } = followed();
  const { leader, push } = aLeader(aSnapshot({ sequence: 1 }));
  store.launching('/w');
  store.attach('/w', leader);
  push(aSnapshot({ sequence: 2 }));
  store.detach();
  assert.deepEqual(seen, ['launching', 'live', 'live', 'ended']);
  assert.equal(store.snapshot?.sequence, 2);
  assert.equal(store.leader, undefined);
  assert.equal(store.folder, '/w');
});

test('a launch that failed leaves nothing behind', () => {
  const { store, seen } = followed();
  store.launching('/w');
  store.detach();
  assert.deepEqual(seen, ['launching', 'idle']);
  assert.equal(store.folder, undefined);
});

test('a leader that was let go is not heard any more', () => {
  const { store, seen } = followed();
  const { leader, push } = aLeader(aSnapshot());
  store.attach('/w', leader);
  store.detach();
  push(aSnapshot({ sequence: 9 }));
  assert.deepEqual(seen, ['live', 'ended']);
});
