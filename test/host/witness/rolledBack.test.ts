import assert from 'node:assert/strict';
import { cpSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, it } from 'node:test';
import { launchSwarm } from '../../../src/entry/leader.ts';
import { createRepository, git, phaseFile, runCli, swarmYaml, type CliEnd } from '../../support/cli.ts';
import { memorySecrets } from '../../support/memorySecrets.ts';
import { tempFolder } from '../../support/tempFolder.ts';

const one = phaseFile(1, 1, [{ run: 'echo done >> FILE' }]);
const two = phaseFile(1, 1, [{ run: 'echo done >> FILE' }, { run: 'echo done >> FILE' }]);

const run = (folder: string): Promise<CliEnd> => runCli(['run', '--until-done', '-C', folder]);

async function runs(folder: string): Promise<void> {
  const end = await run(folder);
  assert.equal(end.code, 0, end.stdout + end.stderr);
}

function write(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  git(folder, 'add', '-A');
  git(folder, 'commit', '--quiet', '-m', 'plan');
}

/** A swarm that has done one task, was copied, and has done another one: its folder and the older copy of `.s2`. */
async function goneOn(): Promise<{ readonly folder: string; readonly older: string }> {
  const folder = createRepository({ 'swarm.yaml': swarmYaml('rolled', ['session-1']), ...one });
  await runs(folder);
  const older = join(tempFolder(), 'older');
  cpSync(join(folder, '.s2'), older, { recursive: true });
  write(folder, two);
  await runs(folder);
  return { folder, older };
}

function putBack(folder: string, older: string): void {
  for (const name of ['ledger.db', 'ledger.db-wal', 'ledger.db-shm'])
    rmSync(join(folder, '.s2', name), { force: true });
  cpSync(join(older, 'ledger.db'), join(folder, '.s2', 'ledger.db'));
}

describe('a ledger at launch', () => {
  it('that is older than its own anchor is refused, and a new one in its place is not', async () => {
    const { folder, older } = await goneOn();
    putBack(folder, older);
    const head = git(folder, 'rev-parse', 's2/rolled');
    const refused = await run(folder);
    assert.equal(refused.code, 1, refused.stdout);
    assert.match(refused.stdout + refused.stderr, /its anchor in git covers \d+: it is an older copy/);
    assert.equal(git(folder, 'rev-parse', 's2/rolled'), head);
    rmSync(join(folder, '.s2'), { recursive: true });
    await runs(folder);
    assert.equal((await runCli(['witness', 'verify', '-C', folder])).code, 0);
  });

  it('is not held against the anchors of another swarm of the folder', async () => {
    const { folder } = await goneOn();
    write(folder, { 'swarm.yaml': swarmYaml('other', ['session-1']) });
    await runs(folder);
    write(folder, { 'swarm.yaml': swarmYaml('rolled', ['session-1']) });
    await runs(folder);
  });

  it('is new when `.s2` was deleted, although an editor has kept the key', async () => {
    const folder = createRepository({ 'swarm.yaml': swarmYaml('rolled', ['session-1']), ...two });
    const keys = { storage: 'editor', secrets: memorySecrets(new Map<string, string>()) } as const;
    for (let time = 0; time < 2; time += 1) {
      const opened = await launchSwarm(folder, { sandbox: 'off', keys });
      assert.ok(opened.ok, opened.ok ? '' : opened.error.message);
      while (opened.value.snapshot().swarm.state !== 'finished') await delay(20);
      await opened.value.stop();
      rmSync(join(folder, '.s2'), { recursive: true });
    }
    assert.match(git(folder, 'notes', '--ref', 's2-witness', 'list'), /^[0-9a-f]{40}/);
  });
});
