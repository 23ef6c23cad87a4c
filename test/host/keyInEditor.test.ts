import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, it, type TestContext } from 'node:test';
import { acquireProcessLock } from '../../src/adapters/sqlite/processLock.ts';
import { launchSwarm } from '../../src/entry/leader.ts';
import type { KeyStorage } from '../../src/protocol/secretStore.ts';
import type { SwarmLeader } from '../../src/protocol/swarmLeader.ts';
import { createRepository, phaseFile, runCli, swarmYaml } from '../support/cli.ts';
import { memorySecrets } from '../support/memorySecrets.ts';

function slowRepository(): string {
  const tasks = Array.from({ length: 3 }, () => ({ run: 'sleep 0.7; env > FILE' }));
  return createRepository({ 'swarm.yaml': swarmYaml('kept', ['session-1']), ...phaseFile(1, 1, tasks) });
}

async function launch(t: TestContext, folder: string, kept: Map<string, string>, storage: KeyStorage) {
  const opened = await launchSwarm(folder, { sandbox: 'off', keys: { storage, secrets: memorySecrets(kept) } });
  assert.ok(opened.ok, opened.ok ? '' : opened.error.message);
  t.after(() => opened.value.dispose());
  return opened.value;
}

async function until(holds: () => boolean): Promise<void> {
  for (let turn = 0; turn < 3_000; turn += 1) {
    if (holds()) return;
    await delay(20);
  }
  assert.fail('it never happened');
}

const ends = (leader: SwarmLeader): Promise<void> => until(() => leader.snapshot().swarm.state === 'finished');

async function untilGone(folder: string): Promise<void> {
  await until(() => {
    const locks = ['leader.lock', 'host.lock'].map((name) => acquireProcessLock(join(folder, '.s2', name)));
    for (const lock of locks) lock?.release();
    return locks.every((lock) => lock !== undefined);
  });
}

/** Files below a folder that hold the text. */
function filesWith(folder: string, text: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((file) => statSync(file, { throwIfNoEntry: false })?.isFile() && readFileSync(file).includes(text));
}

/** Arguments and environments of this machine's processes that hold the text; of those that may be read. */
function processesWith(text: string): readonly string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => [`/proc/${pid}/cmdline`, `/proc/${pid}/environ`])
    .filter((file) => readProcess(file).includes(text));
}

function readProcess(file: string): string {
  try {
    return readFileSync(file, 'latin1');
  } catch (cause) {
    // It ended meanwhile, or belongs to somebody else.
    if (cause instanceof Error && 'code' in cause) return '';
    throw cause;
  }
}

describe('a signing key in the editor', () => {
  it('is handed to the agent host, which takes over with it, and is nowhere else', async (t) => {
    const folder = slowRepository();
    const kept = new Map<string, string>();
    const first = await launch(t, folder, kept, 'editor');
    const [pem = ''] = kept.values();
    const secret = pem.split('\n')[1] ?? '';
    assert.ok(secret.length > 40, 'the part of the key that must not be found');
    await until(() => first.snapshot().sessions.some((session) => session.working.length > 0));
    await first.leave();
    const second = await launch(t, folder, new Map(), 'file');
    assert.equal(second.snapshot().swarm.leader, 'host', 'it led with the key that it was handed');
    if (process.platform === 'linux') assert.deepEqual(processesWith(secret), []);
    await ends(second);
    await second.stop();
    await untilGone(folder);
    assert.deepEqual(filesWith(folder, secret), []);
    assert.equal(existsSync(join(folder, '.s2', 'keys', 'witness.pem')), false);
    const verdict = await runCli(['witness', 'verify', '--json', '-C', folder]);
    assert.equal(verdict.code, 0, 'the ledger is verified without the key');
    assert.equal((JSON.parse(verdict.stdout) as { rotations: number }).rotations, 0);
  });

  it('keeps the command line from leading and from rotating, in a sentence, until the person moves it', async (t) => {
    const folder = slowRepository();
    const kept = new Map<string, string>();
    const first = await launch(t, folder, kept, 'editor');
    await first.stop();
    await untilGone(folder);
    for (const args of [
      ['run', '--until-done'],
      ['witness', 'rotate-key'],
    ]) {
      const refused = await runCli([...args, '--json', '-C', folder]);
      assert.equal(refused.code, 1, refused.stdout);
      assert.match(refused.stdout, /"code":"key-elsewhere"/);
      assert.match(refused.stderr, /in the secret storage of the editor .*s2\.keys\.storage/);
      assert.equal(existsSync(join(folder, '.s2', 'keys', 'witness.pem')), false, 'no other key is made');
    }
    const other = await launchSwarm(folder, { sandbox: 'off', keys: { storage: 'file', secrets: memorySecrets() } });
    assert.equal(other.ok ? '' : other.error.code, 'key-elsewhere', 'another editor does not have it');
    const again = await launch(t, folder, kept, 'file');
    await again.stop();
    await untilGone(folder);
    assert.equal(kept.size, 0);
    const run = await runCli(['run', '--until-done', '--json', '-C', folder]);
    assert.equal(run.code, 0, run.stderr + run.stdout);
    assert.equal((await runCli(['witness', 'verify', '-C', folder])).code, 0);
  });
});
