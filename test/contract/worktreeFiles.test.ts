import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { openWorktreeFiles } from '../../src/adapters/worktree/worktreeFiles.ts';
import type { WorktreeFiles } from '../../src/app/ports/worktreeFiles.ts';
import { tempFolder } from '../support/tempFolder.ts';

const never = new AbortController().signal;
const noPrograms = '';

interface Place {
  /** The folder around the worktree, where nothing may be read or written. */
  readonly outside: string;
  readonly root: string;
  readonly files: WorktreeFiles;
}

/** A worktree with a few files, a secret beside it, and every way to it that an agent may have prepared. */
async function hostilePlace(): Promise<Place> {
  const outside = tempFolder();
  const root = join(outside, 'tree');
  const put = (path: string, text: string): void => {
    mkdirSync(dirname(join(outside, path)), { recursive: true });
    writeFileSync(join(outside, path), text);
  };
  put('secret.txt', 'SECRET\n');
  put('tree-beside/secret.txt', 'SECRET\n');
  put('tree/.git/config', 'SECRET\n');
  put('tree/.s2/keys/key', 'SECRET\n');
  put('tree/src/a.ts', 'one\ntwo\nthree\n');
  symlinkSync('../secret.txt', join(root, 'link-out'));
  symlinkSync('..', join(root, 'folder-out'));
  symlinkSync(join(outside, 'tree-beside'), join(root, 'beside'));
  symlinkSync('.git', join(root, 'innocent'));
  symlinkSync('.git/config', join(root, 'settings'));
  symlinkSync('circle', join(root, 'circle'));
  symlinkSync('../not-there-yet', join(root, 'dangling'));
  symlinkSync('src', join(root, 'code'));
  return { outside, root, files: await openWorktreeFiles(root, noPrograms) };
}

function filesWith(folder: string, text: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => readFileSync(path, 'utf8').includes(text));
}

const attacks: readonly string[] = [
  '../secret.txt',
  'src/../../secret.txt',
  'src/../../tree/../secret.txt',
  './../secret.txt',
  '/etc/passwd',
  '//etc/passwd',
  'C:\\Windows\\win.ini',
  'c:secret.txt',
  '..\\secret.txt',
  '\\\\server\\share\\secret.txt',
  'link-out',
  'folder-out/secret.txt',
  'folder-out/tree-beside/secret.txt',
  'beside/secret.txt',
  'dangling',
  'dangling/secret.txt',
  'circle',
  'circle/secret.txt',
  '.git/config',
  '.GIT/config',
  '.Git/hooks/pre-commit',
  'src/.git/config',
  '.git./config',
  '.git /config',
  '.git::$INDEX_ALLOCATION/config',
  'GIT~1/config',
  '.g\u200cit/config',
  '\uff0egit/config',
  '.s2/keys/key',
  '.S2/keys/key',
  'innocent/config',
  'settings',
  'code/../../secret.txt',
  'secret\0.txt',
  'src/a.ts\n',
  `${'a/'.repeat(600)}b`,
  '\ud800',
];

for (const path of attacks) {
  test(`nothing is read, listed, searched or written at ${JSON.stringify(path).slice(0, 60)}`, async () => {
    const { outside, files } = await hostilePlace();
    for (const done of [
      await files.read(path, 1, 100),
      await files.readAll(path),
      await files.list(path, true),
      await files.search({ pattern: 'SECRET', path, ignoreCase: false }, never),
      await files.write(path, 'OWNED', false),
      await files.write(`${path}/deeper`, 'OWNED', true),
    ]) {
      assert.equal(done.ok, false, JSON.stringify(done));
    }
    assert.deepEqual(filesWith(outside, 'OWNED'), []);
  });
}

test('a search over everything finds nothing of git, of the swarm or behind links', async () => {
  const { files } = await hostilePlace();
  assert.deepEqual(await files.search({ pattern: 'SECRET', path: '', ignoreCase: true }, never), {
    ok: true,
    value: [],
  });
  const listed = await files.list('', true);
  assert.ok(listed.ok);
  const paths = listed.value.map(({ path, kind }) => `${kind} ${path}`);
  assert.ok(paths.includes('file src/a.ts') && paths.includes('link link-out'));
  assert.ok(!paths.some((path) => /\.git|\.s2|link-out\/|folder-out\//.test(path)), paths.join('\n'));
});

test('what is no regular text file is refused: a pipe, a device, a folder, a binary, a giant', async () => {
  const { root, files } = await hostilePlace();
  execFileSync('mkfifo', [join(root, 'pipe')]);
  writeFileSync(join(root, 'binary'), Buffer.from([1, 0, 2]));
  writeFileSync(join(root, 'latin'), Buffer.from([0x66, 0xfc, 0x72]));
  writeFileSync(join(root, 'giant'), '');
  truncateSync(join(root, 'giant'), 5_000_000_000);
  for (const [path, reason] of [
    ['pipe', /no regular file/],
    ['binary', /binary/],
    ['latin', /UTF-8/],
    ['giant', /too large/],
    ['src', /folder/],
    ['nothing', /there is no/],
    ['src/a.ts/below', /there is no/],
  ] as const) {
    const done = await files.readAll(path);
    assert.ok(!done.ok && reason.test(done.reason), JSON.stringify(done));
  }
  const pipe = await files.write('pipe', 'text', false);
  assert.ok(!pipe.ok && /regular/.test(pipe.reason));
});

test('writing replaces whole files, keeps their mode, makes folders, and leaves what shared their bytes alone', async () => {
  const { outside, root, files } = await hostilePlace();
  linkSync(join(outside, 'secret.txt'), join(root, 'shared.txt'));
  chmodSync(join(root, 'src/a.ts'), 0o755);
  assert.deepEqual(await files.write('shared.txt', 'mine', false), { ok: true, value: undefined });
  assert.equal(readFileSync(join(outside, 'secret.txt'), 'utf8'), 'SECRET\n');
  assert.ok((await files.write('src/a.ts', 'changed', false)).ok);
  assert.equal(statSync(join(root, 'src/a.ts')).mode & 0o777, 0o755);
  assert.ok((await files.write('new/deep/file.txt', 'text', true)).ok);
  assert.equal(readFileSync(join(root, 'new/deep/file.txt'), 'utf8'), 'text');
  assert.equal((await files.write('new/deep/file.txt', 'again', true)).ok, false);
  assert.equal((await files.write('src/a.ts/below', 'text', true)).ok, false);
  assert.equal((await files.write('', 'text', false)).ok, false);
  assert.ok((await files.write('code/b.ts', 'through a link inside', true)).ok);
  assert.equal(readFileSync(join(root, 'src/b.ts'), 'utf8'), 'through a link inside');
  assert.equal((await files.write('huge', 'x'.repeat(3_000_000), true)).ok, false);
});

test('reading gives lines from a place on, and says how many there are', async () => {
  const { files } = await hostilePlace();
  assert.deepEqual(await files.read('src/a.ts', 2, 1), { ok: true, value: { text: 'two', from: 2, lines: 3 } });
  assert.equal((await files.read('src/a.ts', 4, 1)).ok, false);
});

test('without ripgrep plain patterns are searched, and others refused with the reason', async () => {
  const { root, files } = await hostilePlace();
  writeFileSync(join(root, 'b.txt'), 'Two times (two)\n');
  const find = (pattern: string, ignoreCase = false) => files.search({ pattern, path: '', ignoreCase }, never);
  assert.deepEqual(await find('two'), { ok: true, value: ['b.txt:1: Two times (two)', 'src/a.ts:2: two'] });
  assert.deepEqual(await find('TIMES.*\\(two\\)|three', true), {
    ok: true,
    value: ['b.txt:1: Two times (two)', 'src/a.ts:3: three'],
  });
  const wrong = await find('(a+)+$');
  assert.ok(!wrong.ok && /ripgrep is not installed/.test(wrong.reason));
});

test('ripgrep is asked for the place only, with the pattern as one argument; one inside the worktree is not used', async () => {
  const { outside, root } = await hostilePlace();
  const standIn = '#!/bin/sh\nfor a; do echo "./src/a.ts:7:$a"; done\n';
  for (const folder of [join(root, 'bin'), join(outside, 'bin')]) {
    mkdirSync(folder);
    writeFileSync(join(folder, 'rg'), standIn, { mode: 0o755 });
  }
  const request = { pattern: '--pre=evil', path: 'code', ignoreCase: true };
  const own = await openWorktreeFiles(root, join(root, 'bin'));
  assert.deepEqual(await own.search(request, never), { ok: true, value: [] });
  const files = await openWorktreeFiles(root, `${join(root, 'bin')}:${join(outside, 'bin')}`);
  const found = await files.search(request, never);
  assert.ok(found.ok);
  assert.equal(found.value.at(0), 'src/a.ts:7: --no-config');
  assert.deepEqual(
    found.value.slice(-4),
    ['--regexp', '--pre=evil', '--', './src'].map((arg) => `src/a.ts:7: ${arg}`),
  );
});
