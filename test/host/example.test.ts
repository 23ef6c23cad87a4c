import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { createRepository, git, runCli, startCli, type CliEnd } from '../support/cli.ts';
import { killTree } from '../support/processTree.ts';
import { tempFolder } from '../support/tempFolder.ts';

const plannedTasks = 26;

interface Line {
  readonly type?: string;
  readonly tasks: { readonly total: number; readonly completed: number };
  readonly integrationBranch: string;
  readonly head: string;
  readonly witness: { readonly ok: boolean; readonly entries: number };
  readonly event?: {
    readonly type: string;
    readonly task: string;
    readonly session: string;
    readonly helper: string;
    readonly attempt: number;
    readonly by: string;
  };
}

function linesOf(end: CliEnd): readonly Line[] {
  return end.stdout.split('\n').map((line) => JSON.parse(line) as Line);
}

function eventsOf(lines: readonly Line[], type: string): readonly NonNullable<Line['event']>[] {
  return lines.flatMap(({ event }) => (event?.type === type ? [event] : []));
}

/** What must hold for a repository in which the example was run to its end, however often it was interrupted. */
function checkResult(folder: string, end: CliEnd): Line {
  assert.equal(end.code, 0, end.stderr + end.stdout);
  const summary = linesOf(end).at(-1) ?? assert.fail();
  assert.equal(summary.type, 'summary');
  assert.equal(summary.tasks.completed, summary.tasks.total);
  assert.ok(summary.tasks.total >= plannedTasks);
  assert.equal(summary.witness.ok, true);
  assert.equal(git(folder, 'rev-parse', summary.integrationBranch), summary.head);

  const merged = git(
    folder,
    'log',
    '--first-parent',
    '--format=%(trailers:key=S2-Task,valueonly,separator=)',
    `main..${summary.integrationBranch}`,
  ).split('\n');
  assert.equal(new Set(merged).size, merged.length, 'no task was merged twice');
  assert.equal(merged.length, summary.tasks.total);

  const clone = join(tempFolder(), 'result');
  git(folder, 'clone', '--quiet', '--branch', summary.integrationBranch, folder, clone);
  execFileSync('npm', ['test'], {
    cwd: clone,
    stdio: 'pipe',
    env: { ...process.env, NODE_TEST_CONTEXT: '', NODE_OPTIONS: '' },
  });

  assert.equal(git(folder, 'status', '--porcelain'), '', "the user's checkout is as it was");
  assert.equal(git(folder, 'rev-parse', '--abbrev-ref', 'HEAD'), 'main');
  return summary;
}

async function checkWitness(folder: string): Promise<void> {
  const verdict = await runCli(['witness', 'verify', '--json', '-C', folder]);
  assert.equal(verdict.code, 0, verdict.stdout + verdict.stderr);
}

test('the example runs to its end: help, retry, merge, working result', async (t) => {
  const folder = createRepository('examples/phase-zero');
  const end = await runCli(['run', '--until-done', '--json', '-C', folder]);
  const lines = linesOf(end);
  const summary = checkResult(folder, end);
  const [rescue] = eventsOf(lines, 'rescue.started');
  assert.equal(rescue?.helper, 'session-5');
  assert.deepEqual(
    eventsOf(lines, 'blocker.cleared').map((event) => event.by),
    ['session-5'],
  );
  assert.ok(
    eventsOf(lines, 'task.claimed').some((event) => event.attempt === 2),
    'one verification failed and was tried again',
  );
  await checkWitness(folder);
  const again = await runCli(['run', '--until-done', '--json', '-C', folder]);
  assert.equal(again.code, 0);
  assert.deepEqual(eventsOf(linesOf(again), 'task.claimed'), [], 'a finished swarm has nothing to do');
  t.diagnostic(`${summary.tasks.total} tasks, ${summary.witness.entries} entries`);
});

/** Kills a run when so many tasks are merged, runs it again, and looks at what became of it. */
function checkKilled(name: string, afterMerges: number, kill: (pid: number) => void): void {
  test(`a run that is killed with ${name} goes on and does no task twice`, async (t) => {
    const folder = createRepository('examples/phase-zero');
    const first = startCli(['run', '--until-done', '--json', '-C', folder], { detached: true });
    await first.until('"type":"task.completed"', afterMerges);
    kill(first.child.pid ?? assert.fail());
    const killed = await first.end;
    const second = await runCli(['run', '--until-done', '--json', '-C', folder]);
    checkResult(folder, second);
    await checkWitness(folder);
    const completed = [...linesOf(second), ...completeLines(killed)].flatMap(({ event }) =>
      event?.type === 'task.completed' ? [event.task] : [],
    );
    assert.equal(new Set(completed).size, completed.length, 'no task was completed twice');
    t.diagnostic(`killed after ${completeLines(killed).length} lines, ${completed.length} completions in both runs`);
  });
}

/** What a killed run printed; its last line may be cut in the middle. */
function completeLines(end: CliEnd): readonly Line[] {
  return linesOf({
    ...end,
    stdout: end.stdout
      .split('\n')
      .filter((line) => line.endsWith('}'))
      .join('\n'),
  });
}

checkKilled('kill -9 of the leader', 10, (pid) => process.kill(pid, 'SIGKILL'));
checkKilled('kill -9 of everything at once', 6, killTree);

/**
 * Processes that work in a folder or hold something in it open: no command line names it, but the host has its ledger or
 * lock open there, and a command its working directory.
 */
function processesIn(folder: string): readonly string[] {
  const linksOf = (pid: string): readonly string[] => {
    try {
      const open = readdirSync(`/proc/${pid}/fd`).map((fd) => `/proc/${pid}/fd/${fd}`);
      return [`/proc/${pid}/cwd`, ...open].map((link) => readlinkSync(link));
    } catch (error) {
      // It ended, or closed a file, while it was looked at; or it is somebody else's, and then not one of ours.
      const code = error instanceof Error && 'code' in error ? String(error.code) : '';
      if (['ENOENT', 'ESRCH', 'EACCES', 'EPERM'].includes(code)) return [];
      throw error;
    }
  };
  return readdirSync('/proc')
    .filter((pid) => /^\d+$/.test(pid) && Number(pid) !== process.pid)
    .filter((pid) => linksOf(pid).some((target) => target === folder || target.startsWith(`${folder}/`)));
}

test('Ctrl-C ends a run at once, leaves no process, and the next run goes on', async () => {
  const folder = createRepository('examples/phase-zero');
  const first = startCli(['run', '--json', '-C', folder]);
  await first.until('"type":"task.completed"');
  assert.notDeepEqual(processesIn(folder), [], 'while it runs, its processes are found');
  first.child.kill('SIGINT');
  const end = await first.end;
  assert.equal(end.code, 130);
  assert.equal(linesOf(end).at(-1)?.type, 'summary');
  assert.deepEqual(processesIn(folder), []);
  checkResult(folder, await runCli(['run', '--until-done', '--json', '-C', folder]));
});
