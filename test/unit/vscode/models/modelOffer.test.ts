import assert from 'node:assert/strict';
import { test } from 'node:test';
import { silentLog } from '../../../../src/base/log.ts';
import { createModelOffer } from '../../../../src/vscode/models/modelOffer.ts';
import { SwarmStore } from '../../../../src/vscode/swarm/swarmStore.ts';
import { aLeader } from '../../../support/memoryLeader.ts';
import { aSessionView, aSnapshot } from '../../../support/snapshots.ts';

const needsModels = aSnapshot({ sessions: [aSessionView('session-1', { provider: 'vscode-lm' })] });
const needsNone = aSnapshot({ sessions: [aSessionView('session-1')] });

/** A window with what it did, in order. */
function aWindow(isTrusted = true) {
  const store = new SwarmStore();
  const done: string[] = [];
  const serve = (folder: string) => {
    done.push(`serve ${folder}`);
    return Promise.resolve({ close: () => Promise.resolve(void done.push(`close ${folder}`)) });
  };
  const offer = createModelOffer({ store, isTrusted: () => isTrusted, serve, log: silentLog });
  return { store, done, offer };
}

test('models are served while a swarm runs that needs them, once however often it changes', async () => {
  const { store, done, offer } = aWindow();
  const { leader, push } = aLeader(needsModels);
  store.attach('/w', leader);
  push({ ...needsModels, sequence: 2 });
  assert.deepEqual(done, ['serve /w']);
  store.detach();
  await Promise.resolve();
  assert.deepEqual(done, ['serve /w', 'close /w']);
  store.attach('/v', aLeader(needsModels).leader);
  offer.dispose();
  await Promise.resolve();
  assert.deepEqual(done.slice(2), ['serve /v', 'close /v']);
});

test('nothing is served for a swarm that needs none, or in a workspace that is not trusted', () => {
  const plain = aWindow();
  plain.store.attach('/w', aLeader(needsNone).leader);
  const wary = aWindow(false);
  wary.store.attach('/w', aLeader(needsModels).leader);
  assert.deepEqual([plain.done, wary.done], [[], []]);
});
