import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { acquireProcessLock } from '../../../../src/adapters/sqlite/processLock.ts';
import { tempFolder } from '../../../support/tempFolder.ts';

test('one holder at a time, and the next when it is released', () => {
  const file = join(tempFolder(), 'deep', 'host.lock');
  const first = acquireProcessLock(file);
  assert.ok(first);
  assert.equal(acquireProcessLock(file), undefined);
  first.release();
  const second = acquireProcessLock(file);
  assert.ok(second);
  second.release();
});

test('a killed process holds it no longer', async () => {
  const folder = tempFolder();
  const module = JSON.stringify(new URL('../../../../src/adapters/sqlite/processLock.ts', import.meta.url).href);
  const script = `
    const { acquireProcessLock } = await import(${module});
    globalThis.held = acquireProcessLock('host.lock');
    process.stdout.write(String(held !== undefined));
    setInterval(() => undefined, 1000);`;
  const holder = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [said] = (await once(holder.stdout, 'data')) as [Buffer];
  assert.equal(said.toString(), 'true');
  const file = join(folder, 'host.lock');
  assert.equal(acquireProcessLock(file), undefined);
  holder.kill('SIGKILL');
  await once(holder, 'exit');
  const lock = acquireProcessLock(file);
  assert.ok(lock);
  lock.release();
});

test('a place that cannot be a lock is a fault, not a holder', () => {
  const folder = tempFolder();
  mkdirSync(join(folder, 'host.lock'));
  chmodSync(folder, 0o700);
  assert.throws(() => acquireProcessLock(join(folder, 'host.lock')), /unable to open database file/);
  assert.ok(existsSync(join(folder, 'host.lock')));
});
