import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { anchorRef, createGitAnchors } from '../../src/adapters/git/gitAnchors.ts';
import type { AnchorStore } from '../../src/app/ports/anchorStore.ts';
import { anchorLedger } from '../../src/app/witness/anchorLedger.ts';
import { createTestRepository, plantHooks, type TestRepository } from '../support/gitRepository.ts';
import { newSigner, writeLedger } from '../support/witnessLedger.ts';

const signer = newSigner();
const { checkpoints } = writeLedger(signer, 10);
const [first = '', second = '', third = ''] = checkpoints;

function open(t: TestContext): { readonly repository: TestRepository; readonly anchors: AnchorStore } {
  const repository = createTestRepository(t);
  return { repository, anchors: createGitAnchors(repository.path) };
}

test('keeps every anchor, on one commit and on several, byte for byte', async (t) => {
  const { repository, anchors } = open(t);
  assert.deepEqual(await anchors.read(), []);
  assert.equal(await anchors.add('main', first), true);
  assert.equal(await anchors.add('main', second), true);
  repository.write('more.txt', 'more\n');
  repository.commit('more');
  assert.equal(await anchors.add('main', third), true);
  assert.deepEqual((await anchors.read()).toSorted(), [first, second, third].toSorted());
  assert.equal(repository.git('status', '--porcelain', '--ignored=no').includes('more'), false);
  assert.match(repository.git('notes', '--ref', anchorRef, 'show', 'HEAD'), /^test\/ledger\n6\n/);
});

test('says that there is no such branch, and keeps nothing then', async (t) => {
  const { anchors } = open(t);
  assert.equal(await anchors.add('s2/nowhere', first), false);
  assert.deepEqual(await anchors.read(), []);
});

test('runs no hook of the repository and needs no identity', async (t) => {
  const { repository, anchors } = open(t);
  repository.git('config', '--unset', 'user.name');
  repository.git('config', '--unset', 'user.email');
  const mark = join(repository.path, '..', 'mark');
  plantHooks(repository, mark);
  assert.equal(await anchors.add('main', first), true);
  assert.equal(existsSync(mark), false);
});

test('what others wrote into the notes is passed on as what it is, or left out when it is too large', async (t) => {
  const { repository, anchors } = open(t);
  await anchors.add('main', first);
  repository.write('a.txt', 'a\n');
  const commit = repository.commit('a');
  repository.git('notes', '--ref', anchorRef, 'add', '--message', 'hello\n\nblob 12\n\ns2-', commit);
  repository.write('b.txt', 'b'.repeat(2_000_000));
  repository.commit('b');
  repository.git('notes', '--ref', anchorRef, 'add', '--file', 'b.txt', 'HEAD');
  const read = await anchors.read();
  assert.ok(read.includes(first));
  assert.ok(read.every((text) => text.length < 1_000));
});

test('the head of a ledger is anchored once', async (t) => {
  const { anchors } = open(t);
  assert.equal(await anchorLedger([], anchors, 'main'), 'empty');
  assert.equal(await anchorLedger(checkpoints, anchors, 's2/nowhere'), 'no-branch');
  assert.equal(await anchorLedger(checkpoints, anchors, 'main'), 'anchored');
  assert.equal(await anchorLedger(checkpoints, anchors, 'main'), 'unchanged');
  assert.deepEqual(await anchors.read(), checkpoints.slice(-1));
});
