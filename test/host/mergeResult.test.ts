import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { createRepository, git, phaseFile, runCli, swarmYaml, writeText } from '../support/cli.ts';

async function aFinishedSwarm(): Promise<string> {
  const folder = createRepository({
    'swarm.yaml': swarmYaml('result', ['session-1']),
    'mine.txt': 'mine\n',
    ...phaseFile(1, 1, [{ run: 'echo of the swarm > FILE' }]),
  });
  const end = await runCli(['run', '--until-done', '-C', folder]);
  assert.equal(end.code, 0, end.stderr);
  return folder;
}

const facts = async (folder: string): Promise<readonly string[]> => {
  const shown = await runCli(['witness', 'show', '--json', '-C', folder]);
  return [...shown.stdout.matchAll(/"type": "(result\.\w+)"/g)].map(([, type]) => type ?? '');
};

test('s2 merge says what comes, merges beside local edits, tells the ledger, and takes it back', async () => {
  const folder = await aFinishedSwarm();
  writeText(folder, 'mine.txt', 'edited\n');
  const start = git(folder, 'rev-parse', 'main');
  const dry = await runCli(['merge', '--dry-run', '-C', folder]);
  assert.equal(dry.code, 0, dry.stderr);
  assert.match(dry.stdout, /Merging s2\/result \([0-9a-f]{12}\) into main: 2 commits, 1 file \(s1p1t1\.txt\)\./);
  assert.match(dry.stdout, /Tasks: S1\.P1\.T1 Write file 1\./);
  assert.equal(git(folder, 'rev-parse', 'main'), start);
  const merged = await runCli(['merge', '-C', folder]);
  assert.equal(merged.code, 0, merged.stderr);
  assert.match(merged.stdout, /`s2 merge --undo` takes it back/);
  assert.equal(readFileSync(join(folder, 's1p1t1.txt'), 'utf8'), 'of the swarm\n');
  assert.equal(git(folder, 'status', '--porcelain'), 'M mine.txt');
  assert.deepEqual(await facts(folder), ['result.merged']);
  const again = await runCli(['merge', '--json', '-C', folder]);
  assert.equal((JSON.parse(again.stdout) as { outcome: string }).outcome, 'contained');
  const undone = await runCli(['merge', '--undo', '--json', '-C', folder]);
  assert.equal(undone.code, 0, undone.stderr);
  assert.equal(git(folder, 'rev-parse', 'main'), start);
  assert.equal(git(folder, 'status', '--porcelain'), 'M mine.txt');
  assert.deepEqual(await facts(folder), ['result.merged', 'result.undone']);
  const nothing = await runCli(['merge', '--undo', '--json', '-C', folder]);
  assert.equal(nothing.code, 1);
  assert.equal((JSON.parse(nothing.stdout) as { error: { code: string } }).error.code, 'nothing');
});

test('what an edit is in the way of is refused by name, and a session may not merge at all', async () => {
  const folder = await aFinishedSwarm();
  writeText(folder, 's1p1t1.txt', 'untracked\n');
  const refused = await runCli(['merge', '--json', '-C', folder]);
  assert.equal(refused.code, 1);
  const { error } = JSON.parse(refused.stdout) as { error: { code: string; files: readonly string[] } };
  assert.deepEqual([error.code, error.files], ['local-edits', ['s1p1t1.txt']]);
  assert.equal(readFileSync(join(folder, 's1p1t1.txt'), 'utf8'), 'untracked\n');
  const agent = await runCli(['merge', '-C', folder], { env: { S2_SESSION: 'session-1' } });
  assert.equal(agent.code, 1);
  assert.match(agent.stderr, /Only a person may do this/);
  const nowhere = await runCli(['merge', '-C', createRepository({ 'a.txt': 'a\n' })]);
  assert.match(nowhere.stderr, /No swarm was run/);
});

test('a result that changes what a running swarm goes by says so before it is merged', async () => {
  const folder = createRepository({
    'swarm.yaml': swarmYaml('rules', ['session-1']),
    ...phaseFile(1, 1, [
      { run: 'echo x > FILE; echo "resource_policy: { approval_required_above: 1000 }" >> swarm.yaml' },
    ]),
  });
  const end = await runCli(['run', '--until-done', '-C', folder]);
  assert.equal(end.code, 0, end.stderr);
  const dry = await runCli(['merge', '--dry-run', '-C', folder]);
  assert.match(dry.stdout, /The result changes swarm\.yaml, which a running swarm follows at once/);
});
