import assert from 'node:assert/strict';
import { readFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { createRepository, phaseFile, runCli, swarmYaml, writeText } from '../support/cli.ts';

const plan = {
  'swarm.yaml': swarmYaml('told', ['session-1']).replace('"phases/**/*.md"', '"phases/**/*.md", "status/*.md"'),
  ...phaseFile(1, 1, [{ run: 'echo 1 > FILE' }, { run: 'echo 2 > FILE' }]),
};

test('documents are generated before a run and after it, keep what is ours, and are checked', async () => {
  const folder = createRepository(plan);
  const s2 = (...args: readonly string[]) => runCli([...args, '-C', folder]);
  const board = join(folder, 'status/TASK-BOARD.md');
  assert.equal((await s2('docs', 'generate')).code, 1);
  assert.equal((await s2('docs', 'generate', '--write')).code, 0);
  assert.match(
    readFileSync(board, 'utf8'),
    /^<!-- s2-generated:start board .*\n# Task board of told\n[^]*\| S1\.P1\.T1 .*PENDING/,
  );
  const lint = await s2('lint', '--json');
  assert.deepEqual(JSON.parse(lint.stdout).problems, []);
  assert.equal(JSON.parse((await s2('plan', '--json')).stdout).tasks.length, 2);

  assert.equal((await s2('run', '--until-done', '--json')).code, 0);
  const stale = await s2('docs', 'check');
  assert.equal(stale.code, 1);
  assert.match(stale.stdout, /status\/TASK-BOARD\.md: is not up to date/);
  writeText(folder, 'status/TASK-BOARD.md', `Mine.\n${readFileSync(board, 'utf8')}`);
  assert.equal((await s2('docs', 'generate', '--write')).code, 0);
  assert.match(readFileSync(board, 'utf8'), /^Mine\.\n<!--[^]*\| S1\.P1\.T1 .*COMPLETED \| session-1/);
  assert.equal((await s2('docs', 'check')).code, 0);
  assert.deepEqual(JSON.parse((await s2('lint', '--live', '--json')).stdout).problems, []);

  const phase = Object.keys(plan)[1] ?? '';
  writeText(folder, phase, readFileSync(join(folder, phase), 'utf8').replace('Write it.', 'Write it well.'));
  const changed = await s2('lint', '--json');
  const rules = (JSON.parse(changed.stdout).problems as { rule: string; file: string }[]).map(
    ({ rule, file }) => `${file} ${rule}`,
  );
  assert.deepEqual(rules, ['status/STATUS-PHASE-1.md status/phase-hash-mismatch']);
  writeText(folder, 'status/STATUS.md', '# Mine\n');
  const refused = await s2('docs', 'generate', 'status', '--write');
  assert.equal(refused.code, 1);
  assert.match(refused.stdout, /^status\/STATUS\.md:1: This file has no marks/);
  assert.equal(readFileSync(join(folder, 'status/STATUS.md'), 'utf8'), '# Mine\n');
});

test('without a ledger only what the plan says is compared; prompts and templates are printed', async () => {
  const folder = createRepository(plan);
  const s2 = (...args: readonly string[]) => runCli([...args, '-C', folder]);
  assert.equal((await s2('docs', 'generate', '--write', '--out', '.')).code, 0);
  const check = await s2('docs', 'check', '--out', '.', '--json');
  assert.equal(check.code, 0, check.stdout);
  const { outcomes, notCompared } = JSON.parse(check.stdout) as { outcomes: { file: string }[]; notCompared: string[] };
  assert.deepEqual(
    outcomes.map(({ file }) => file),
    ['agents.md', 'SESSION-PROMPT-SESSION-1.md'],
  );
  assert.ok(notCompared.includes('board'));
  const prompt = await s2('docs', 'prompts', 'session-1');
  for (const part of ['Phase validation', 'Blocker help', 'Error recovery', 'Budget', 'Cross-session validation'])
    assert.match(prompt.stdout, new RegExp(`^## ${part}$`, 'm'));
  assert.equal((await s2('docs', 'prompts', 'session-9')).code, 1);
  assert.equal((await s2('docs', 'generate', 'poem')).code, 2);
  assert.equal((await s2('docs', 'generate', '--out', '..', '--write')).code, 1);
  assert.equal((await s2('docs', 'template', 'phase', '--write')).code, 0);
  const made = 'INSTRUCTIONS-SESSION-1-PHASE-2.md';
  assert.deepEqual(readdirSync(join(folder, 'phases')), ['INSTRUCTIONS-SESSION-1-PHASE-1.md', made]);
  const lint = await s2('lint', '--json', 'phases');
  assert.deepEqual(
    JSON.parse(lint.stdout).documents.map(({ tasks }: { tasks: number }) => tasks),
    [2, 1],
  );
  assert.equal((await s2('docs', 'template', 'phase', '--write')).code, 0);
  rmSync(join(folder, 'swarm.yaml'));
  assert.equal((await s2('docs', 'generate')).code, 1);
});
