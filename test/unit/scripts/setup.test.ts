import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';

/** The set-up scripts run on Node 18 and are plain JavaScript; this says what the tests use of them. */
async function script<Exports>(name: string): Promise<Exports> {
  return (await import(new URL(`../../../scripts/setup/${name}.mjs`, import.meta.url).href)) as Exports;
}

interface FindNode {
  readonly isNewEnough: (version: string) => boolean;
  readonly stripsTypes: (version: string) => boolean;
}

const { isNewEnough, stripsTypes } = await script<FindNode>('findNode');

describe('which Node will do', () => {
  const versions: readonly (readonly [version: string, newEnough: boolean, strips: boolean])[] = [
    ['18.20.0', false, false],
    ['20.20.2', false, false],
    ['22.13.9', false, false],
    ['22.14.0', true, false],
    ['22.18.0', true, true],
    ['23.5.0', true, false],
    ['23.6.0', true, true],
    ['24.0.0', true, true],
    ['100.0.0', true, true],
  ];
  for (const [version, newEnough, strips] of versions) {
    it(version, () => {
      assert.equal(isNewEnough(version), newEnough);
      assert.equal(stripsTypes(version), strips);
    });
  }
});

type Env = Record<string, string>;
const { npmEnvironment } = await script<{ npmEnvironment: (env: Env) => Env }>('npmEnvironment');

describe('what an npm inside an npm is told', () => {
  const names: readonly (readonly [name: string, stays: boolean])[] = [
    ['PATH', true],
    ['HOME', true],
    ['HTTPS_PROXY', true],
    ['npm_config_registry', true],
    ['npm_config_cafile', true],
    ['NPM_CONFIG_CACHE', true],
    ['npm_config_@own:registry', true],
    ['npm_config_//host/:_authToken', true],
    ['npm_config_omit', false],
    ['npm_config_dry_run', false],
    ['npm_config_global', false],
    ['npm_config_prefix', false],
    ['npm_config_local_prefix', false],
    ['npm_config_workspace', false],
    ['npm_config_production', false],
    ['npm_package_json', false],
    ['npm_lifecycle_event', false],
    ['npm_command', false],
    ['INIT_CWD', false],
    ['NODE_ENV', false],
  ];
  for (const [name, stays] of names) {
    it(`${name} ${stays ? 'stays' : 'goes'}`, () => {
      assert.equal(Object.hasOwn(npmEnvironment({ [name]: 'value' }), name), stays);
    });
  }
});

interface Entry {
  version: string;
  integrity?: string;
  optional?: boolean;
  os?: string | string[];
  cpu?: string | string[];
  libc?: string[];
}
type IsInstalled = (lock: Packages, installed: Packages, machine: { platform: string; arch: string }) => boolean;
interface Packages {
  packages: Record<string, Entry>;
}
const { isInstalled } = await script<{ isInstalled: IsInstalled }>('isInstalled');

describe('whether what is installed is what is locked', () => {
  const zod: Entry = { version: '4.0.0', integrity: 'sha512-a' };
  const cases: readonly (readonly [name: string, wanted: Entry, found: Entry | undefined, installed: boolean])[] = [
    ['the same', zod, zod, true],
    ['missing', zod, undefined, false],
    ['another version', zod, { ...zod, version: '4.0.1' }, false],
    ['other bytes', zod, { ...zod, integrity: 'sha512-b' }, false],
    ['optional for another system', { ...zod, optional: true, os: ['darwin'] }, undefined, true],
    ['optional for another processor', { ...zod, optional: true, os: 'linux', cpu: 'arm64' }, undefined, true],
    ['optional for this machine', { ...zod, optional: true, os: 'linux', cpu: 'x64' }, undefined, false],
    ['optional for all but this', { ...zod, optional: true, os: ['!linux'] }, undefined, true],
    ['optional for one C library', { ...zod, optional: true, os: ['linux'], libc: ['musl'] }, undefined, true],
  ];
  for (const [name, wanted, found, installed] of cases) {
    it(name, () => {
      const lock = { packages: { '': { version: '0' }, 'node_modules/zod': wanted } };
      const there = { packages: found === undefined ? {} : { 'node_modules/zod': found } };
      assert.equal(isInstalled(lock, there, { platform: 'linux', arch: 'x64' }), installed);
    });
  }
});

type WithLock = (path: string, work: () => unknown, onWait: () => void) => Promise<unknown>;
const { withSetupLock } = await script<{ withSetupLock: WithLock }>('setupLock');

describe('one set-up at a time', () => {
  const folder = mkdtempSync(join(tmpdir(), 's2-lock-'));
  after(() => rmSync(folder, { recursive: true }));

  async function runOnce(name: string): Promise<{ waits: number; left: boolean }> {
    let waits = 0;
    const path = join(folder, name);
    await withSetupLock(
      path,
      () => assert.ok(existsSync(path)),
      () => (waits += 1),
    );
    return { waits, left: existsSync(path) };
  }

  it('takes a free lock and gives it back', async () => {
    assert.deepEqual(await runOnce('free'), { waits: 0, left: false });
  });

  it('gives it back when the work fails', async () => {
    const path = join(folder, 'failing');
    await assert.rejects(
      withSetupLock(path, () => Promise.reject(new Error('no disk')), assert.fail),
      /no disk/,
    );
    assert.equal(existsSync(path), false);
  });

  it('takes over from a process of this machine that has ended', async () => {
    writeFileSync(join(folder, 'dead'), `${hostname()} 999999999 0`);
    assert.deepEqual(await runOnce('dead'), { waits: 1, left: false });
  });

  it('takes over from another machine that has stopped touching it', async () => {
    const path = join(folder, 'old');
    writeFileSync(path, 'elsewhere 1 0');
    utimesSync(path, new Date(0), new Date(0));
    assert.deepEqual(await runOnce('old'), { waits: 1, left: false });
  });

  it('lets four callers in one after the other', async () => {
    let inside = 0;
    const work = async (): Promise<void> => {
      inside += 1;
      assert.equal(inside, 1);
      await new Promise((resolve) => setImmediate(resolve));
      inside -= 1;
    };
    const path = join(folder, 'shared');
    await Promise.all(Array.from({ length: 4 }, () => withSetupLock(path, work, () => undefined)));
    assert.equal(existsSync(path), false);
  });
});

describe('the lock file', () => {
  const lock = JSON.parse(readFileSync(new URL('../../../package-lock.json', import.meta.url), 'utf8')) as {
    packages: Record<string, { resolved?: string; optionalDependencies?: Record<string, string> }>;
  };

  it('names no host', () => {
    assert.deepEqual(
      Object.keys(lock.packages).filter((path) => lock.packages[path]?.resolved !== undefined),
      [],
    );
  });

  it('holds the packages of every platform, so that `npm ci` accepts it on each', () => {
    const missing = Object.entries(lock.packages).flatMap(([path, entry]) =>
      Object.keys(entry.optionalDependencies ?? {}).filter(
        (name) => !(`node_modules/${name}` in lock.packages || `${path}/node_modules/${name}` in lock.packages),
      ),
    );
    assert.deepEqual(missing, []);
  });
});
