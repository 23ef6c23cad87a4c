import assert from 'node:assert/strict';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { sessionDisk } from '../../src/entry/diskReport.ts';
import { createRepository, git, phaseFile, runCli, swarmYaml } from '../support/cli.ts';

const branch = 'refs/heads/s2/tidy';

/** A swarm that has completed its one task, with work that was saved: merged, and nowhere else. */
async function finished(): Promise<string> {
  const folder = createRepository({
    'swarm.yaml': swarmYaml('tidy', ['session-1']),
    ...phaseFile(1, 1, [{ run: 'echo 1 > FILE' }]),
  });
  const end = await runCli(['run', '--until-done', '-C', folder]);
  assert.equal(end.code, 0, end.stderr);
  git(folder, 'update-ref', 'refs/s2/rescue/S1.P1.T1/1', `${branch}^2`);
  const lone = git(folder, 'commit-tree', `${branch}^{tree}`, '-p', branch, '-m', 'unfinished');
  git(folder, 'update-ref', 'refs/s2/rescue/S1.P1.T1/2', lone);
  return folder;
}

const refsOf = (folder: string, below: string): string => git(folder, 'for-each-ref', '--format=%(refname)', below);

test('at the end of a run the marks of what is merged are gone, and those of what is not stay', async () => {
  const folder = createRepository({
    'swarm.yaml': swarmYaml('tidy', ['session-1']),
    ...phaseFile(1, 1, [{ run: 'echo 1 > FILE' }, { run: 'echo 2 > FILE' }]),
  });
  const lone = git(folder, 'commit-tree', 'HEAD^{tree}', '-p', 'HEAD', '-m', 'of another attempt');
  git(folder, 'update-ref', 'refs/s2/submitted/S1.P1.T1/9', lone);
  git(folder, 'update-ref', 'refs/s2/submitted/other/1', 'HEAD');
  const end = await runCli(['run', '--until-done', '-C', folder]);
  assert.equal(end.code, 0, end.stderr);
  assert.equal(refsOf(folder, 'refs/s2/submitted'), 'refs/s2/submitted/S1.P1.T1/9\nrefs/s2/submitted/other/1');
});

test('what worktrees take of the disk is shown, and those whose work is merged go when a person says so', async () => {
  const folder = createRepository({
    'swarm.yaml': `${swarmYaml('tidy', ['session-1'])}\nworktree: { setup: 'test -n "$S2_PORT_BASE"', ports: 3 }\n`,
    ...phaseFile(1, 1, [{ run: 'echo $PORT $S2_PORT_COUNT > FILE' }]),
  });
  const end = await runCli(['run', '--until-done', '-C', folder]);
  assert.equal(end.code, 0, `${end.stdout}${end.stderr}`);
  assert.match(git(folder, 'log', '-p', '--format=', 's2/tidy'), /\+(2\d|3[01])\d{3} 3$/m);
  const status = await runCli(['status', '--json', '-C', folder]);
  const { disk } = JSON.parse(status.stdout) as {
    disk: { worktrees: { worktree: string; bytes: number }[]; bytes: number; objects: number };
  };
  assert.equal(disk.worktrees[0]?.worktree, 'session-1', status.stdout);
  assert.match((await sessionDisk(folder, 'session-1')) ?? '', /^\d+ kB$/);
  assert.equal(await sessionDisk(folder, 'session-2'), undefined);
  assert.ok(disk.bytes > 0 && disk.objects > 0, JSON.stringify(disk));
  assert.match((await runCli(['doctor', '-C', folder])).stdout, /disk +[\d.]+ [kMG]B free/);
  const worktree = join(folder, '.s2', 'worktrees', 'session-1');
  writeFileSync(join(worktree, 'precious.txt'), 'not committed');
  const refused = await runCli(['clean', '--worktrees', '-C', folder]);
  assert.match(refused.stdout, /session-1 .* uncommitted work +stays/);
  rmSync(join(worktree, 'precious.txt'));
  const dry = await runCli(['clean', '--worktrees', '--dry-run', '-C', folder]);
  assert.match(dry.stdout, /session-1 .* all its work is merged +would be removed/);
  assert.ok(existsSync(worktree));
  const cleaned = await runCli(['clean', '--worktrees', '--json', '-C', folder]);
  assert.equal((JSON.parse(cleaned.stdout) as { worktrees: { removed: boolean }[] }).worktrees[0]?.removed, true);
  assert.ok(!existsSync(worktree));
});

test('saved work is shown, and only what is merged or named goes', async () => {
  const folder = await finished();
  const [merged, lone] = ['refs/s2/rescue/S1.P1.T1/1', 'refs/s2/rescue/S1.P1.T1/2'];
  const dry = await runCli(['clean', '--dry-run', '-C', folder]);
  assert.equal(dry.code, 0, dry.stderr);
  assert.match(dry.stdout, /T1\/1 +0 hours old +\d+ kB +merged +would be removed/);
  assert.match(dry.stdout, /T1\/2 +0 hours old +1 kB +kept nowhere else +stays/);
  assert.match((await runCli(['doctor', '-C', folder])).stdout, /saved work +2 refs below refs\/s2\/rescue/);
  assert.equal(refsOf(folder, 'refs/s2/rescue'), `${merged}\n${lone}`, 'nothing was removed');
  assert.equal((await runCli(['clean', '-C', folder])).code, 0);
  assert.equal(refsOf(folder, 'refs/s2/rescue'), lone);
  const unknown = await runCli(['clean', 'refs/heads/main', '-C', folder]);
  assert.equal(unknown.code, 1);
  assert.match(unknown.stderr, /no saved work called refs\/heads\/main/);
  const json = await runCli(['clean', lone, '--json', '-C', folder]);
  assert.equal((JSON.parse(json.stdout) as { saved: { removed: boolean }[] }).saved[0]?.removed, true);
  assert.equal(refsOf(folder, 'refs/s2/rescue'), '');
});
