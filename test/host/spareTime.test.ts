import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRepository, git, phaseFile, runCli, swarmYaml } from '../support/cli.ts';

interface Line {
  readonly event?: { readonly type: string; readonly task: string; readonly session: string };
  readonly tasks?: unknown;
  readonly spareTime?: { readonly total: number; readonly completed: number };
}

const idlePhase = [
  '# Session 2 (Tester) - Phase 1',
  '**Idle tasks:** own: tidy, forever',
  '## Task 1: Wait for the first (Haiku)',
  '- **File:** waited.txt',
  '- **Depends on:** S1.P1.T1',
  '- **Run:** `echo waited > waited.txt`',
  '- **Verify:** `test -s waited.txt`',
  '## Task 2: Tidy (Haiku)',
  '- **ID:** tidy',
  '- **File:** tidy.txt',
  '- **Run:** `echo tidy > tidy.txt`',
  '- **Verify:** `test -s tidy.txt`',
  '## Task 3: Never done (Haiku)',
  '- **ID:** forever',
  '- **Depends on:** S2.P1.T1',
  '- **Run:** `while true; do sleep 1; done`',
  '',
];

test('a session that waits does its idle tasks, and the swarm ends without those that are left', async () => {
  const folder = createRepository({
    'swarm.yaml': swarmYaml('spare', ['session-1', 'session-2']),
    ...phaseFile(1, 1, [{ run: 'while ! git show s2/spare:tidy.txt; do sleep 0.1; done; echo first > FILE' }]),
    'phases/INSTRUCTIONS-SESSION-2-PHASE-1.md': idlePhase.join('\n'),
  });
  const end = await runCli(['run', '--until-done', '--json', '-C', folder]);
  assert.equal(end.code, 0, end.stdout.slice(-3_000));
  const lines = end.stdout.split('\n').map((line) => JSON.parse(line) as Line);
  const bySecond = lines.flatMap(({ event }) =>
    event?.type === 'task.claimed' && event.session === 'session-2' ? [event.task] : [],
  );
  assert.deepEqual(bySecond.slice(0, 2), ['tidy', 'S2.P1.T1']);
  const summary = lines.at(-1);
  assert.deepEqual(summary?.tasks, { total: 2, completed: 2, failed: 0, blocked: 0 });
  assert.deepEqual(summary?.spareTime, { total: 2, completed: 1 });
  assert.equal(git(folder, 'show', 's2/spare:tidy.txt'), 'tidy');
});
