import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { silentLog } from '../../../../src/base/log.ts';
import { err } from '../../../../src/base/result.ts';
import { SwarmStore } from '../../../../src/vscode/swarm/swarmStore.ts';
import { WitnessModel } from '../../../../src/vscode/witness/witnessModel.ts';
import { aLeader } from '../../../support/memoryLeader.ts';
import { aVerdict, MemoryWitness } from '../../../support/memoryWitness.ts';
import { aSnapshot } from '../../../support/snapshots.ts';

function opened(place: { folder: string | undefined } = { folder: '/swarm' }) {
  const reader = new MemoryWitness();
  const store = new SwarmStore();
  let loads = 0;
  const model = new WitnessModel({
    store,
    folder: () => Promise.resolve(place.folder),
    load: () => {
      loads += 1;
      return Promise.resolve(reader);
    },
    wait: () => Promise.resolve(),
    log: silentLog,
  });
  return { reader, store, model, place, loads: () => loads };
}

const asking = { signal: new AbortController().signal };

test('nothing is loaded or read while nobody looks', async () => {
  const { store, loads } = opened();
  store.recall('/swarm', aSnapshot({ sequence: 4 }));
  await setImmediate();
  assert.equal(loads(), 0);
});

test('who looks where no swarm was run, or where nothing is trusted, sees no ledger', async () => {
  const { model } = opened();
  model.visible = true;
  await model.refresh();
  assert.equal(model.ledger.kind, 'none');
  const untrusted = opened({ folder: undefined });
  await untrusted.model.refresh();
  assert.equal(untrusted.model.ledger.kind, 'none');
  assert.equal(untrusted.loads(), 0, 'nothing that runs git is loaded');
});

test('the end of the ledger is read, and older entries page by page', async () => {
  const { model, reader } = opened();
  reader.sizes.set('/swarm', 120);
  const shown = () => (model.ledger.kind === 'read' ? model.ledger.page.entries.length : 0);
  await model.refresh();
  assert.deepEqual([shown(), model.hasOlder], [50, true]);
  await model.showOlder();
  await model.showOlder();
  assert.deepEqual([shown(), model.hasOlder], [120, false]);
});

test('what was asked for while reading is one more reading, however often', async () => {
  const { model, reader } = opened();
  reader.sizes.set('/swarm', 4);
  await Promise.all(Array.from({ length: 9 }, () => model.refresh()));
  assert.deepEqual(
    reader.asked.filter((what) => what.startsWith('page')),
    ['page /swarm 50', 'page /swarm 50'],
  );
});

test('a swarm at work is followed; git is asked for anchors only when its state changes', async () => {
  const { model, reader, store } = opened();
  reader.sizes.set('/swarm', 4);
  const { leader, push } = aLeader(aSnapshot({ sequence: 4 }));
  store.attach('/swarm', leader);
  model.visible = true;
  await model.refresh();
  reader.sizes.set('/swarm', 6);
  push(aSnapshot({ sequence: 6 }));
  await model.refresh();
  assert.equal(model.ledger.kind === 'read' && model.ledger.page.size, 6);
  assert.equal(reader.asked.filter((what) => what.startsWith('anchors')).length, 1);
  store.detach();
  await model.refresh();
  assert.equal(reader.asked.filter((what) => what.startsWith('anchors')).length, 2);
});

test('a verification is remembered, and one that was cancelled leaves what was known', async () => {
  const { model, reader } = opened();
  reader.sizes.set('/swarm', 4);
  const seen: string[] = [];
  model.onDidChange(() => seen.push(model.verification.kind));
  await model.verify('/swarm', asking);
  assert.deepEqual(seen, ['running', 'done']);
  reader.verdict = err({ code: 'cancelled', message: 'It was cancelled.' });
  assert.equal((await model.verify('/swarm', asking)).kind, 'done');
  reader.verdict = err({ code: 'no-key', message: 'No public key comes with it.' });
  assert.deepEqual(await model.verify('/swarm', asking), { kind: 'problem', message: 'No public key comes with it.' });
});

test('what was found about one folder is not said of another', async () => {
  const { model, place, reader } = opened();
  reader.verdict = { ok: true, value: aVerdict() };
  assert.equal(await model.currentFolder(), '/swarm');
  await model.verify('/swarm', asking);
  place.folder = '/other';
  await model.refresh();
  assert.equal(model.verification.kind, 'never');
});

test('a reader that throws is a row with its reason, and the next reading starts afresh', async () => {
  const { model, reader } = opened();
  reader.page = () => Promise.reject(new Error('no such module'));
  await model.refresh();
  assert.deepEqual(model.ledger, { kind: 'problem', message: 'no such module' });
});
