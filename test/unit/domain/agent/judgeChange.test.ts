import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judgeChange, type ChangedFile } from '../../../../src/domain/agent/judgeChange.ts';

const limits = { files: 3, fileBytes: 2_000_000 };

function file(path: string, over: Partial<ChangedFile> = {}): ChangedFile {
  return { path, mode: '100644', bytes: 10, isNew: true, target: '', ...over };
}

function link(path: string, target: string): ChangedFile {
  return file(path, { mode: '120000', target });
}

const refused: readonly (readonly [changed: readonly ChangedFile[], names: readonly string[], reason: RegExp])[] = [
  [['a', 'b', 'c', 'd'].map((path) => file(path)), [], /^changes 4 files, and the plan allows 3 \(/],
  [[file('big', { bytes: 2_000_001 })], [], /^holds big with 2 MB, and the plan allows 2 MB \(/],
  [[file('a/../../b')], [], /a path that no checkout may hold/],
  [[file('a/.git/config')], [], /a path that no checkout may hold/],
  [[file('.GIT/hooks/post-checkout')], [], /a path that no checkout may hold/],
  [[file('.g\u200cit/config')], [], /a path that no checkout may hold/],
  [[file('GIT~1/config')], [], /a path that no checkout may hold/],
  [[file('.git::$INDEX_ALLOCATION/config')], [], /a path that no checkout may hold/],
  [[file('.git. /config')], [], /a path that no checkout may hold/],
  [[file('.S2/ledger.db')], [], /belongs to the swarm/],
  [[file('sub', { mode: '160000' })], [], /adds the submodule sub/],
  [[link('a', '/etc/passwd')], [], /leads out/],
  [[link('a', 'C:\\Windows')], [], /leads out/],
  [[link('a/b', '../../c')], [], /leads out/],
  [[link('a/b', '..\\..\\c')], [], /leads out/],
  [[link('a/b/c', 'x/../../../../d')], [], /leads out/],
  [[file('src/Main.ts')], ['src/main.ts', 'src/Main.ts'], /holds src\/Main\.ts beside src\/main\.ts/],
  [[file('a\u0308')], ['\u00e4', 'a\u0308'], /which some disks take for one file/],
];

for (const [changed, names, reason] of refused) {
  test(`is refused: ${changed.map(({ path, target }) => `${path} ${target}`).join()} ${names.join()}`, () => {
    assert.match(judgeChange(changed, names, limits) ?? 'taken', reason);
  });
}

const taken: readonly (readonly [changed: readonly ChangedFile[], names: readonly string[]])[] = [
  [['a', 'b', 'c'].map((path) => file(path)), ['a', 'b', 'c']],
  [[file('exact', { bytes: 2_000_000 })], []],
  [[file('.gitignore'), file('.github/x.git/y'), file('a/..b')], []],
  [[link('a/b', '../c/d'), link('x', 'y')], []],
  [[file('sub', { mode: '160000', isNew: false })], []],
  [[file('Main.ts', { isNew: false })], ['main.ts', 'Main.ts']],
];

for (const [changed, names] of taken) {
  test(`is taken: ${changed.map(({ path, target }) => `${path} ${target}`).join()}`, () => {
    assert.equal(judgeChange(changed, names, limits), undefined);
  });
}
