import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { keepNote } from '../../src/adapters/places/keepNote.ts';
import { openPlaces } from '../../src/adapters/places/openPlaces.ts';
import { takePorts } from '../../src/adapters/places/portRanges.ts';
import { ForeignFolder } from '../../src/adapters/places/privateFolder.ts';
import { acquireProcessLock } from '../../src/adapters/sqlite/processLock.ts';
import type { WorktreePlaces } from '../../src/app/ports/worktreePlaces.ts';
import { tempFolder } from '../support/tempFolder.ts';

interface World {
  /** Stands in for the system's temporary folder. */
  readonly temporary: string;
  swarm(t: TestContext, name: string): { readonly state: string; readonly places: WorktreePlaces };
}

function createWorld(): World {
  const folder = tempFolder();
  const temporary = join(folder, 't');
  mkdirSync(temporary);
  return {
    temporary,
    swarm: (t, name) => {
      const state = join(folder, name, '.s2');
      mkdirSync(state, { recursive: true });
      const places = openPlaces({ stateFolder: state, acquire: acquireProcessLock, temporary });
      t.after(() => places.close());
      return { state, places };
    },
  };
}

const privateOf = (temporary: string): string => join(temporary, `s2-${process.getuid?.() ?? 0}`);

async function listen(t: TestContext, port: number, host: string): Promise<Server> {
  const server = createServer();
  t.after(() => server.close());
  server.listen(port, host);
  await once(server, 'listening');
  return server;
}

describe('the ports of a worktree', () => {
  test('are its own, next to one another, and the same at each start', async (t) => {
    const world = createWorld();
    const one = world.swarm(t, 'one');
    const names = ['session-1', 'session-1~verify', 'session-2', 'session-2~2', '~queue'];
    const told = await Promise.all(names.map((name) => one.places.environmentOf(name, 25)));
    const bases = told.map(({ S2_PORT_BASE }) => Number(S2_PORT_BASE)).sort((a, b) => a - b);
    for (const [at, base] of bases.entries()) {
      assert.ok(base >= 20_000 && base + 25 <= 32_000, String(base));
      if (at > 0) assert.ok(base - (bases[at - 1] ?? 0) >= 25, bases.join());
    }
    assert.deepEqual(await one.places.environmentOf('session-1', 25), told[0]);
    assert.deepEqual([told[0]?.['S2_PORT_COUNT'], told[0]?.['PORT']], ['25', told[0]?.['S2_PORT_BASE']]);
    await one.places.close();
    const again = world.swarm(t, 'one');
    assert.deepEqual(await again.places.environmentOf('session-1', 25), told[0]);
    assert.equal((await again.places.environmentOf('without', 0))['PORT'], undefined);
  });

  test('are not those that another process holds, and are free again when it is killed', async (t) => {
    const folder = tempFolder();
    const child = fork(join(import.meta.dirname, '../support/holdPorts.ts'), [folder]);
    t.after(() => child.kill('SIGKILL'));
    const [theirs]: unknown[] = await once(child, 'message');
    const ours = await takePorts('same owner', 10, { folder, acquire: acquireProcessLock });
    assert.notEqual(ours.base, theirs);
    ours.release();
    child.kill('SIGKILL');
    await once(child, 'exit');
    const then = await takePorts('same owner', 10, { folder, acquire: acquireProcessLock });
    assert.equal(then.base, theirs);
    then.release();
  });

  for (const host of ['127.0.0.1', '0.0.0.0', '::1', '::']) {
    test(`are not those on which anything else listens, on ${host}`, async (t) => {
      const parts = { folder: tempFolder(), acquire: acquireProcessLock };
      const first = await takePorts('owner', 10, parts);
      first.release();
      await listen(t, first.base + 9, host);
      const other = await takePorts('owner', 10, parts);
      other.release();
      assert.ok(other.base !== first.base);
    });
  }

  test('are refused with a sentence when there are none', async () => {
    const parts = { folder: tempFolder(), acquire: () => undefined };
    await assert.rejects(takePorts('owner', 10, parts), /There are no 10 free ports .* lower `worktree\.ports`/);
  });
});

describe('the temporary folder of a worktree', () => {
  test('is its own, for this user alone, empty at the start and gone at the end', async (t) => {
    const { state, places } = createWorld().swarm(t, 'a');
    const { TMPDIR = '', TMP, TEMP } = await places.environmentOf('session-1', 0);
    assert.deepEqual([TMP, TEMP], [TMPDIR, TMPDIR]);
    assert.equal(statSync(TMPDIR).mode & 0o777, 0o700);
    writeFileSync(join(TMPDIR, 'left'), '');
    assert.notEqual((await places.environmentOf('session-2', 0))['TMPDIR'], TMPDIR);
    await places.environmentOf('session-1', 0);
    assert.deepEqual(readdirSync(TMPDIR), ['left'], 'it stays while it is in use');
    rmSync(TMPDIR, { recursive: true });
    await places.environmentOf('session-1', 0);
    assert.deepEqual(readdirSync(TMPDIR), [], 'a command may remove it');
    writeFileSync(join(TMPDIR, 'left'), '');
    const later = openPlaces({ stateFolder: state, acquire: acquireProcessLock });
    assert.equal((await later.environmentOf('session-1', 0))['TMPDIR'], TMPDIR);
    assert.deepEqual(readdirSync(TMPDIR), [], 'what a killed runner left is gone');
    await later.close();
    assert.ok(!existsSync(TMPDIR));
  });

  test('has a path that is short enough for sockets, however deep the repository lies', async (t) => {
    const world = createWorld();
    const { places } = world.swarm(t, 'deep/'.repeat(30));
    const { TMPDIR = '' } = await places.environmentOf('session-1', 0);
    assert.ok(TMPDIR.startsWith(privateOf(world.temporary)), TMPDIR);
    assert.equal(statSync(TMPDIR).mode & 0o777, 0o700);
    await listenOn(t, join(TMPDIR, 'n'.repeat(100 - Buffer.byteLength(TMPDIR))));
    await places.close();
    assert.ok(!existsSync(TMPDIR));
  });

  test('is never made or emptied through a link', async (t) => {
    const { state, places } = createWorld().swarm(t, 'a');
    const outside = tempFolder();
    mkdirSync(join(outside, 'session-1'));
    writeFileSync(join(outside, 'session-1', 'precious'), 'precious');
    symlinkSync(outside, join(state, 'tmp'));
    const { TMPDIR = '' } = await places.environmentOf('session-1', 0);
    assert.ok(!lstatSync(join(state, 'tmp')).isSymbolicLink());
    writeFileSync(join(TMPDIR, 'x'), '');
    await places.environmentOf('session-2', 0);
    const moved = join(state, 'moved');
    renameSync(join(state, 'tmp'), moved);
    symlinkSync(outside, join(state, 'tmp'));
    await places.close();
    assert.equal(readFileSync(join(outside, 'session-1', 'precious'), 'utf8'), 'precious');
  });

  test('is not put where somebody else may write', async (t) => {
    const world = createWorld();
    const { places } = world.swarm(t, 'deep/'.repeat(30));
    mkdirSync(privateOf(world.temporary));
    chmodSync(privateOf(world.temporary), 0o777);
    await assert.rejects(places.environmentOf('session-1', 0), ForeignFolder);
    chmodSync(privateOf(world.temporary), 0o700);
    await places.environmentOf('session-1', 0);
  });
});

async function listenOn(t: TestContext, path: string): Promise<void> {
  const server = createServer();
  t.after(() => server.close());
  server.listen(path);
  await once(server, 'listening');
}

test('a note in a temporary folder goes through no link and waits for no pipe that a command has left there', async () => {
  const [temporary, outside] = [tempFolder(), tempFolder()];
  const target = join(outside, '.profile');
  writeFileSync(target, '# of the user\n');
  const name = 'hand-over-S1.P1.T1-2';
  const first = await keepNote({ TMPDIR: temporary }, name, 'first');
  assert.equal(readFileSync(first, 'utf8'), 'first');
  rmSync(first);
  // Whatever was called so before, or would be by the task and its epoch.
  for (const place of [first, join(temporary, `${name}.md`)]) symlinkSync(target, place);
  const file = await keepNote({ TMPDIR: temporary }, name, 'evil');
  assert.equal(readFileSync(target, 'utf8'), '# of the user\n');
  assert.equal(readFileSync(file, 'utf8'), 'evil');
  assert.equal(lstatSync(file).isFile(), true);
});
