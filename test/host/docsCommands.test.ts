import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { createRepository, phaseFile, runCli, swarmYaml, writeText } from '../support/cli.ts';

const legacy =
  '# Session 2 - Phases 3-4\n\n| Phase | Task | File | Model |\n|-|-|-|-|\n| 3 | Dig | a.md | Haiku |\n| 4 | Sow | b.md | Haiku |\n';
const name = 'INSTRUCTIONS-SESSION-2-PHASES-3-4.md';

test('docs convert says what it would write, writes it, keeps the earlier plan, and overwrites nothing', async () => {
  const folder = createRepository({ [name]: legacy });
  const told = await runCli(['docs', 'convert', '-C', folder]);
  assert.equal(told.code, 1);
  assert.match(
    told.stdout,
    /would be written as INSTRUCTIONS-SESSION-2-PHASE-3\.md, INSTRUCTIONS-SESSION-2-PHASE-4\.md/,
  );
  assert.equal(readFileSync(join(folder, name), 'utf8'), legacy);
  writeText(folder, 'INSTRUCTIONS-SESSION-2-PHASE-4.md', '# mine\n');
  const refused = await runCli(['docs', 'convert', '--write', '-C', folder, name]);
  assert.equal(refused.code, 1);
  assert.match(refused.stdout, /PHASE-4\.md exists; move it away first/);
  assert.ok(existsSync(join(folder, name)));
  const other = createRepository({ [name]: legacy });
  const written = await runCli(['docs', 'convert', '--write', '--json', '-C', other]);
  assert.equal(written.code, 0, written.stderr);
  assert.deepEqual(JSON.parse(written.stdout), {
    written: true,
    outcomes: [
      {
        file: name,
        result: 'converted',
        files: ['INSTRUCTIONS-SESSION-2-PHASE-3.md', 'INSTRUCTIONS-SESSION-2-PHASE-4.md'],
      },
    ],
  });
  assert.equal(readFileSync(join(other, `${name}.old`), 'utf8'), legacy);
  assert.equal((await runCli(['docs', 'convert', '-C', other])).stdout, 'There is nothing to write.');
});

test('docs format tells, writes, and then has nothing to do', async () => {
  const folder = createRepository({ 'X-TASK-BOARD.md': '| ID | Task |\n|-|-|\n|A-1|Dig|\n\n\n' });
  assert.equal((await runCli(['docs', 'format', '-C', folder])).code, 1);
  assert.equal((await runCli(['docs', 'format', '--write', '-C', folder])).code, 0);
  assert.equal(
    readFileSync(join(folder, 'X-TASK-BOARD.md'), 'utf8'),
    '| ID  | Task |\n| -   | -    |\n| A-1 | Dig  |\n',
  );
  assert.equal((await runCli(['docs', 'format', '-C', folder])).code, 0);
});

test('lint answers in every format with the same exit code, and says when there is nothing to check', async () => {
  const sound = { 'swarm.yaml': swarmYaml('formats', ['session-1']), ...phaseFile(1, 1, [{ run: 'true' }]) };
  const broken = { ...sound, ...phaseFile(7, 1, [{ run: 'true' }]) };
  for (const [files, code] of [
    [sound, 0],
    [broken, 1],
  ] as const) {
    const folder = createRepository(files);
    for (const format of ['pretty', 'json', 'sarif', 'github']) {
      const end = await runCli(['lint', '--format', format, '-C', folder]);
      assert.equal(end.code, code, `${format}: ${end.stdout}`);
      if (format === 'sarif') assert.equal(JSON.parse(end.stdout).version, '2.1.0');
      if (format === 'github' && code === 1)
        assert.match(end.stdout, /^::error file=phases\/INSTRUCTIONS-SESSION-7-PHASE-1\.md,line=/m);
    }
  }
  assert.equal((await runCli(['lint', '--format', 'xml', '-C', createRepository(sound)])).code, 2);
  const empty = await runCli(['lint', '-C', mkdtempSync(join(tmpdir(), 's2-'))]);
  assert.equal(empty.code, 0);
  assert.match(empty.stdout, /^There are no plan documents in /);
});

test('lint --live needs a ledger, and says so', async () => {
  const folder = createRepository({
    'swarm.yaml': swarmYaml('live', ['session-1']),
    ...phaseFile(1, 1, [{ run: 'echo x > FILE' }]),
  });
  const none = await runCli(['lint', '--live', '-C', folder]);
  assert.equal(none.code, 1);
  assert.match(none.stderr, /s2 run/);
  const board = '| ID | Task | Status |\n|----|------|--------|\n| S1.P1.T1 | Write | 🔵 AVAILABLE |\n';
  const run = await runCli(['run', '--until-done', '-C', folder]);
  writeText(folder, 'X-TASK-BOARD.md', board);
  assert.equal(run.code, 0, run.stderr);
  assert.doesNotMatch((await runCli(['lint', '-C', folder])).stdout, /contradicts-ledger/);
  assert.match(
    (await runCli(['lint', '--live', '-C', folder])).stdout,
    /X-TASK-BOARD\.md:3:\d+ warning board\/contradicts-ledger S1\.P1\.T1 is completed/,
  );
});
