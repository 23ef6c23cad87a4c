import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRepository, git, phaseFile, runCli, swarmYaml } from '../support/cli.ts';

const branch = 's2/back';
const files = (folder: string): readonly string[] =>
  git(folder, 'ls-tree', '--name-only', branch)
    .split('\n')
    .filter((name) => name.endsWith('.txt'));

/** T2 is on its own; T3 needs what T1 did; T5 has changed what T4 did. */
async function aFinishedSwarm(): Promise<string> {
  const folder = createRepository({
    'swarm.yaml': swarmYaml('back', ['session-1']),
    ...phaseFile(1, 1, [
      { run: 'echo 1 > FILE' },
      { run: 'echo 2 > FILE' },
      { run: 'echo 3 > FILE', extra: '- **Depends on:** S1.P1.T1\n- **Verify:** `test -s s1p1t1.txt`' },
      { run: 'echo 4 > FILE' },
      { run: 'echo 5 > FILE; echo more >> s1p1t4.txt', extra: '- **Depends on:** S1.P1.T4' },
    ]),
  });
  const end = await runCli(['run', '--until-done', '-C', folder]);
  assert.equal(end.code, 0, end.stderr);
  return folder;
}

const statusOf = async (folder: string, task: string): Promise<string | undefined> => {
  const status = await runCli(['status', '--json', '-C', folder]);
  const { tasks } = JSON.parse(status.stdout) as { tasks: readonly { id: string; status: string }[] };
  return tasks.find(({ id }) => id === task)?.status;
};

const refused = async (folder: string, task: string): Promise<{ code: string; message: string }> => {
  const end = await runCli(['revert', task, '--json', '-C', folder]);
  assert.equal(end.code, 1, end.stdout);
  return (JSON.parse(end.stdout) as { error: { code: string; message: string } }).error;
};

test('a merged task is taken back as one commit that the ledger accounts for, and done again', async () => {
  const folder = await aFinishedSwarm();
  const before = git(folder, 'rev-parse', branch);
  const needed = await refused(folder, 'S1.P1.T1');
  assert.equal(needed.code, 'needed');
  assert.match(needed.message, /S1\.P1\.T3 was built on S1\.P1\.T1 and does not pass without it/);
  const conflict = await refused(folder, 'S1.P1.T4');
  assert.equal(conflict.code, 'conflict');
  assert.match(conflict.message, /s1p1t4\.txt \(changed since by S1\.P1\.T5\)/);
  assert.equal((await refused(folder, 'S1.P1.T9')).code, 'unknown');
  assert.equal(git(folder, 'rev-parse', branch), before);

  const back = await runCli(['revert', 'S1.P1.T2', '--reopen', '--json', '-C', folder]);
  assert.equal(back.code, 0, back.stderr);
  assert.equal(files(folder).includes('s1p1t2.txt'), false);
  assert.match(git(folder, 'log', '-1', '--format=%B', branch), /^Revert S1\.P1\.T2: [^]*S2-Reverts: S1\.P1\.T2$/);
  assert.equal(await statusOf(folder, 'S1.P1.T2'), 'ready');
  assert.equal((await refused(folder, 'S1.P1.T2')).code, 'not-merged');
  const again = await runCli(['run', '--until-done', '-C', folder]);
  assert.equal(again.code, 0, again.stdout);
  assert.equal(files(folder).includes('s1p1t2.txt'), true);
  const sound = await runCli(['witness', 'verify', '-C', folder]);
  assert.equal(sound.code, 0, sound.stdout);
});

test('a revert whose maker died before it could tell is recorded by the next try; withdrawn, the task is gone', async () => {
  const folder = await aFinishedSwarm();
  const head = git(folder, 'rev-parse', branch);
  git(folder, 'checkout', '--quiet', '-b', 'made', branch);
  git(folder, 'rm', '--quiet', 's1p1t2.txt');
  git(folder, 'commit', '--quiet', '-m', 'Revert S1.P1.T2: it\n\nS2-Reverts: S1.P1.T2');
  const made = git(folder, 'rev-parse', 'made');
  git(folder, 'checkout', '--quiet', 'main');
  git(folder, 'update-ref', `refs/heads/${branch}`, made, head);
  const back = await runCli(['revert', 'S1.P1.T2', '-C', folder]);
  assert.equal(back.code, 0, back.stderr);
  assert.equal(git(folder, 'rev-parse', branch), made);
  assert.equal(await statusOf(folder, 'S1.P1.T2'), undefined);
  const merge = await runCli(['merge', '-C', folder]);
  assert.equal(merge.code, 0, merge.stderr);
  assert.equal(git(folder, 'ls-files', 's1p1t2.txt'), '');
  const foreign = git(folder, 'commit-tree', `${branch}^{tree}`, '-p', branch, '-m', 'of another');
  git(folder, 'update-ref', `refs/heads/${branch}`, foreign);
  assert.equal((await refused(folder, 'S1.P1.T5')).code, 'moved');
});
