import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { rescueRef, toBranchName, toSafeName } from '../../../../src/domain/agent/refName.ts';

const ordinary = ['session-1', 'S1.P3.T2', 'ndi_streaming', 'T1.HELP1.B12', 'größe', 'v1.0'];
const hostile = [
  '',
  '.',
  '..',
  '...',
  '-delete',
  '--force',
  '../../x',
  '/etc',
  'a//b',
  'a/',
  '@',
  '@{1}',
  'x.lock',
  'x.LOCK',
  'x.lock.lock',
  '.git',
  '.verify-1',
  'a b',
  'a\nb',
  'a\0b',
  '~1',
  'a^',
  'a:b',
  'a?b',
  'a*b',
  'a[b',
  'a\\b',
  'a%2Fb',
  'HEAD',
  '$(id)',
  '`id`',
  "'",
  '"',
  '\u0085',
  '\ud800',
  'x.',
  'a..b',
  'refs/heads/main',
];

for (const id of ordinary) {
  test(`stays as it is: ${id}`, () => {
    assert.equal(toSafeName(id), id);
    assert.equal(toBranchName(`s2/${id}`), `s2/${id}`);
  });
}

for (const id of [...ordinary, ...hostile]) {
  test(`git takes what becomes of ${JSON.stringify(id)}`, () => {
    const name = toSafeName(id);
    assert.match(name, /^[^/.-][^/]*$/);
    for (const ref of [`refs/heads/${name}`, `refs/heads/${toBranchName(`s2/${id}`)}`, rescueRef(id, 3)]) {
      assert.equal(spawnSync('git', ['check-ref-format', ref]).status, 0, ref);
    }
    assert.match(rescueRef(id, 3), /^refs\/s2\/rescue\/[^/\s]+\/3$/);
  });
}

test('different ids never share a name', () => {
  const all = [...ordinary, ...hostile, 'a%20b', 'a%0Ab', '%2E', '%', '%2E%2E'];
  assert.equal(new Set(all.map(toSafeName)).size, all.length);
});
