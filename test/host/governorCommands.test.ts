import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRepository, phaseFile, runCli, swarmYaml, writeText } from '../support/cli.ts';

test('s2 simulate gives the same figures for the same seed, and names a knob that is out of bounds', async () => {
  const args = ['simulate', '--runs', '2', '--sessions', '4', '--tasks', '12', '--seed', '5', '--json'];
  const [first, second] = [await runCli(args), await runCli(args)];
  assert.equal(first.code, 0, first.stderr);
  assert.equal(first.stdout, second.stdout);
  const { seeds, governed } = JSON.parse(first.stdout) as {
    readonly seeds: { readonly from: number; readonly runs: number };
    readonly governed: { readonly overruns: number; readonly races: number };
  };
  assert.deepEqual(seeds, { from: 5, runs: 2 });
  assert.deepEqual([governed.overruns, governed.races], [0, 0]);
  for (const [flag, value] of [
    ['--failure', '7'],
    ['--tasks', 'many'],
    ['--runs', '0'],
    ['--seed', '-1'],
  ] as const) {
    const wrong = await runCli(['simulate', flag, value]);
    assert.equal(wrong.code, 2, `${flag} ${value}`);
    assert.match(wrong.stderr, /must be a whole number|must be from/);
  }
});

test('s2 policy try judges the ledger of a run by another policy, and says where a file is no policy', async () => {
  const folder = createRepository({
    'swarm.yaml': swarmYaml('tried', ['session-1']),
    ...phaseFile(1, 1, [{ run: 'echo x > FILE' }]),
  });
  assert.match((await runCli(['policy', 'try', 'swarm.yaml', '-C', folder])).stderr, /No swarm was run/);
  assert.equal((await runCli(['run', '--until-done', '-C', folder])).code, 0);
  const same = await runCli(['policy', 'try', 'swarm.yaml', '-C', folder]);
  assert.equal(same.code, 0, same.stderr);
  assert.match(same.stdout, /No decision would have been another one/);
  writeText(folder, 'strict.yaml', 'autonomy:\n  human_approval_phases: [1]\n');
  const strict = await runCli(['policy', 'try', 'strict.yaml', '-C', folder]);
  assert.match(strict.stdout, /refused: it would have waited for a person: phase 1 needs a person's approval/);
  writeText(folder, 'wrong.yaml', 'resource_policy:\n  min_capability_match: 12\n');
  const wrong = await runCli(['policy', 'try', 'wrong.yaml', '-C', folder]);
  assert.equal(wrong.code, 1);
  assert.match(wrong.stderr, /wrong\.yaml:2:/);
  assert.match((await runCli(['policy', 'try', 'none.yaml', '-C', folder])).stderr, /cannot be read \(ENOENT\)/);
});
