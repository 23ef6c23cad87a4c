import assert from 'node:assert/strict';
import { linkSync, mkdirSync, readFileSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { DiskWatch, measureFolder, readUses } from '../../src/adapters/places/diskUse.ts';
import { tempFolder } from '../support/tempFolder.ts';

const { signal } = new AbortController();

describe('the disk use of a folder', () => {
  test('is what its files take, and not what links lead to or what a file with holes is long', async () => {
    const [folder, outside] = [tempFolder(), tempFolder()];
    writeFileSync(join(outside, 'big'), Buffer.alloc(5_000_000, 1));
    mkdirSync(join(folder, 'a', 'b'), { recursive: true });
    writeFileSync(join(folder, 'a', 'b', 'file'), Buffer.alloc(1_000_000, 1));
    symlinkSync(outside, join(folder, 'link'));
    symlinkSync('..', join(folder, 'a', 'round'));
    writeFileSync(join(folder, 'holes'), '');
    truncateSync(join(folder, 'holes'), 10_000_000);
    const { bytes, complete } = await measureFolder(folder, signal);
    assert.ok(complete && bytes >= 1_000_000 && bytes < 1_200_000, String(bytes));
  });

  test('ends at its bound and when it is stopped, and says so', async () => {
    const folder = tempFolder();
    for (let at = 0; at < 20; at += 1) writeFileSync(join(folder, `${at}`), 'x');
    assert.equal((await measureFolder(folder, signal, 10)).complete, false);
    assert.deepEqual(await measureFolder(folder, AbortSignal.abort()), { bytes: 0, complete: false });
    assert.deepEqual(await measureFolder(join(folder, 'gone'), signal), { bytes: 0, complete: true });
  });
});

describe('the figures that are kept', () => {
  test('are of worktrees that are there; what nobody can read is no figure', async () => {
    const state = tempFolder();
    const worktree = join(state, 'worktrees', 'one');
    for (const name of ['one', 'two', '.verify-1']) mkdirSync(join(state, 'worktrees', name), { recursive: true });
    writeFileSync(join(worktree, 'file'), Buffer.alloc(100_000, 1));
    linkSync(join(worktree, 'file'), join(worktree, 'second'));
    const faults: unknown[] = [];
    const watch = new DiskWatch(state, (error) => faults.push(error));
    watch.look('one', worktree);
    watch.look('one', worktree);
    await watch.close(true);
    watch.look('one', worktree);
    const [use] = await readUses(state);
    assert.ok(use?.worktree === 'one' && use.complete && use.bytes >= 100_000, JSON.stringify(use));
    writeFileSync(join(state, 'disk', 'two.json'), '{"bytes":-1,"complete":true,"at":0}');
    assert.equal((await readUses(state)).length, 1);
    writeFileSync(join(state, 'disk', 'two.json'), readFileSync(join(state, 'disk', 'one.json'), 'utf8').slice(0, 5));
    assert.equal((await readUses(state)).length, 1);
    rmSync(worktree, { recursive: true });
    assert.deepEqual(await readUses(state), []);
    const stopped = new DiskWatch(state, (error) => faults.push(error));
    stopped.look('two', join(state, 'worktrees', 'two'));
    await stopped.close(false);
    assert.deepEqual(await readUses(state), []);
    assert.deepEqual(faults, []);
  });
});
