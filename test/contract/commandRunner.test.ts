import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { createCommandRunner } from '../../src/adapters/process/commandRunner.ts';
import { identifyProcess } from '../../src/adapters/process/processIdentity.ts';
import { createProcessRecord, endLeftovers } from '../../src/adapters/process/processRecord.ts';
import type { CommandRequest, CommandRun } from '../../src/app/ports/commandRunner.ts';
import { tempFolder } from '../support/tempFolder.ts';

const text = (run: CommandRun): string => new TextDecoder().decode(run.output);

function start(
  over: Partial<CommandRequest> & { readonly command: string },
  folder = tempFolder(),
): Promise<CommandRun> {
  const record = createProcessRecord(join(folder, 'run'), 'session-1');
  return createCommandRunner({ record, graceMs: 200 }).run({
    cwd: folder,
    env: {},
    timeoutMs: 20_000,
    maxOutputBytes: 100_000,
    signal: new AbortController().signal,
    onOutput: () => undefined,
    ...over,
  });
}

async function waitFor(what: () => boolean | Promise<boolean>): Promise<void> {
  for (let turn = 0; !(await what()); turn += 1) {
    assert.ok(turn < 500, 'it never happened');
    await delay(10);
  }
}

/** A process that was ended may need a moment to be gone. */
async function isGone(pidFile: string): Promise<boolean> {
  const pid = Number(readFileSync(pidFile, 'utf8'));
  const state = existsSync(`/proc/${pid}/stat`) ? readFileSync(`/proc/${pid}/stat`, 'utf8') : '';
  return (await identifyProcess(pid)) === undefined || /\) Z /.test(state);
}

describe('how a command ends', () => {
  const cases: readonly [string, CommandRun['end'], string][] = [
    ['printf %s "a b"', { kind: 'exited', code: 0 }, 'a b'],
    ["printf %s '$HOME;*'", { kind: 'exited', code: 0 }, '$HOME;*'],
    ['echo out; echo err >&2; exit 75', { kind: 'exited', code: 75 }, 'out\nerr\n'],
    ['kill -KILL $$', { kind: 'signalled', signal: 'SIGKILL' }, ''],
    ['no-such-program-at-all', { kind: 'not-started', reason: 'no-such-program-at-all was not found on the PATH' }, ''],
    ['/', { kind: 'not-started', reason: '/ may not be executed' }, ''],
    ['', { kind: 'not-started', reason: 'the command is empty: ' }, ''],
    ['cat', { kind: 'exited', code: 0 }, ''],
  ];
  for (const [command, end, output] of cases) {
    test(command === '' ? '(empty)' : command, async () => {
      const run = await start({ command });
      assert.deepEqual(run.end, end);
      assert.equal(text(run), output);
    });
  }

  test('in a folder that is not there', async () => {
    const { end } = await start({ command: 'true', cwd: '/no/such/folder' });
    assert.deepEqual(end, { kind: 'not-started', reason: 'the folder /no/such/folder does not exist' });
  });
});

describe('a command is given', () => {
  test('a small clean environment and no input', async () => {
    process.env['S2_TEST_SECRET'] = 'secret';
    const run = await start({ command: 'env', env: { S2_TASK: 'T1' } });
    delete process.env['S2_TEST_SECRET'];
    const names = text(run)
      .trim()
      .split('\n')
      .map((line) => line.split('=')[0] ?? '');
    const allowed = new Set(['PATH', 'HOME', 'LANG', 'TMPDIR', 'S2_TASK', 'S2_RUN', 'PWD']);
    assert.deepEqual(
      names.filter((name) => !allowed.has(name)),
      [],
    );
    assert.ok(names.includes('S2_TASK'));
  });

  test('a limit on its output, and no character is torn between two pieces', async () => {
    const pieces: string[] = [];
    const script = `printf '\\303'; sleep 0.1; printf '\\244'; sleep 0.1; yes | head -c 200000`;
    const run = await start({ command: script, maxOutputBytes: 1_000, onOutput: (_, piece) => pieces.push(piece) });
    assert.equal(run.output.length, 1_000);
    assert.equal(run.truncated, true);
    assert.ok(pieces.join('').startsWith('äy\n'));
    assert.equal(new TextEncoder().encode(pieces.join('')).length, 1_000);
  });
});

describe('nothing of a command stays', () => {
  const stubborn = `trap '' TERM; sh -c 'echo $$ > child.pid; exec sleep 60' & wait; sleep 60`;

  test('after a time-out, though it ignores the request to end', async () => {
    const folder = tempFolder();
    const run = await start({ command: stubborn, timeoutMs: 300 }, folder);
    assert.deepEqual(run.end, { kind: 'timed-out', afterMs: 300 });
    await waitFor(() => isGone(join(folder, 'child.pid')));
    assert.deepEqual(readdirSync(join(folder, 'run')), []);
  });

  test('after an abort', async () => {
    const folder = tempFolder();
    const abort = new AbortController();
    const running = start({ command: stubborn, signal: abort.signal }, folder);
    await waitFor(() => existsSync(join(folder, 'child.pid')));
    abort.abort();
    assert.deepEqual((await running).end, { kind: 'aborted' });
    await waitFor(() => isGone(join(folder, 'child.pid')));
    assert.deepEqual((await start({ command: 'true', signal: abort.signal })).end, { kind: 'aborted' });
  });

  test('after it has exited, though a background child holds its output open', async () => {
    const folder = tempFolder();
    const run = await start({ command: 'env -i sleep 60 & echo $! > child.pid; echo done' }, folder);
    assert.deepEqual([run.end, text(run)], [{ kind: 'exited', code: 0 }, 'done\n']);
    assert.ok(run.ms < 30_000);
    await waitFor(() => existsSync(join(folder, 'child.pid')));
    await waitFor(() => isGone(join(folder, 'child.pid')));
  });

  test('after it has exited, though a child has left its group', { skip: process.platform !== 'linux' }, async () => {
    const folder = tempFolder();
    await start(
      { command: `setsid sh -c 'echo $$ > child.pid; exec sleep 60' & until [ -s child.pid ]; do :; done` },
      folder,
    );
    await waitFor(() => /\d/.test(readFileSync(join(folder, 'child.pid'), 'utf8')));
    await waitFor(() => isGone(join(folder, 'child.pid')));
  });
});

describe('what a killed runner left', () => {
  test('is ended by the next start', async () => {
    const folder = tempFolder();
    const from = (path: string): string =>
      JSON.stringify(new URL(`../../src/adapters/process/${path}`, import.meta.url).href);
    const script = `
      const { createCommandRunner } = await import(${from('commandRunner.ts')});
      const { createProcessRecord } = await import(${from('processRecord.ts')});
      const record = createProcessRecord('run', 'session-1');
      await createCommandRunner({ record }).run({
        command: 'echo $$ > child.pid; sleep 60; true', cwd: process.cwd(), env: {}, timeoutMs: 60000, maxOutputBytes: 1000,
        signal: new AbortController().signal, onOutput: () => undefined });`;
    const runner = spawn(process.execPath, ['--input-type=module', '--eval', script], { cwd: folder, stdio: 'ignore' });
    const gone = new Promise((resolve) => runner.once('exit', resolve));
    await waitFor(
      () => existsSync(join(folder, 'child.pid')) && readFileSync(join(folder, 'child.pid'), 'utf8') !== '',
    );
    runner.kill('SIGKILL');
    await gone;
    assert.equal(await isGone(join(folder, 'child.pid')), false);
    assert.equal(await endLeftovers(join(folder, 'run'), 'session-2'), 0);
    assert.equal(await isGone(join(folder, 'child.pid')), false);
    assert.ok((await endLeftovers(join(folder, 'run'), 'session-1')) >= 1);
    await waitFor(() => isGone(join(folder, 'child.pid')));
    assert.deepEqual(readdirSync(join(folder, 'run')), []);
  });

  test('is not mistaken for an innocent process with the same number', async () => {
    const folder = tempFolder();
    mkdirSync(join(folder, 'run'));
    const innocent = spawn('sleep', ['60'], { detached: true, stdio: 'ignore' });
    const { pid = 0 } = innocent;
    const token = '00000000-0000-4000-8000-000000000000';
    const records = [
      { token, pid, identity: 'another boot:1' },
      { token, pid },
      { pid, identity: await identifyProcess(pid) },
      { token: `${token}\0PATH=`, pid, identity: await identifyProcess(pid) },
      { token, pid: -1, identity: 'x' },
    ];
    const texts = [...records.map((record) => JSON.stringify(record)), '{"token":', 'null', ''];
    texts.forEach((record, n) =>
      writeFileSync(join(folder, 'run', `session-1.${token.slice(0, 35)}${n}.json`), record),
    );
    assert.equal(await endLeftovers(join(folder, 'run')), 0);
    assert.equal(innocent.signalCode, null);
    assert.ok(await identifyProcess(pid));
    innocent.kill('SIGKILL');
  });
});
