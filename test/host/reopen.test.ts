import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRepository, git, phaseFile, runCli, startCli, swarmYaml } from '../support/cli.ts';

/** What the events of a run say of each claim. */
function claims(
  stdout: string,
): readonly { readonly task: string; readonly session: string; readonly stolenFrom?: string }[] {
  return stdout.split('\n').flatMap((line) => {
    const { event } = JSON.parse(line) as { event?: { type: string; task: string; session: string } };
    return event?.type === 'task.claimed' ? [event] : [];
  });
}

test('what a finished swarm merged is done again, confirmed by an empty commit where it comes to the same', async () => {
  const folder = createRepository({
    'swarm.yaml': swarmYaml('again', ['session-1']),
    ...phaseFile(1, 1, [
      { run: 'echo first > FILE' },
      { run: 'echo second > FILE', extra: '- **Depends on:** S1.P1.T1' },
    ]),
  });
  const first = await runCli(['run', '--until-done', '--json', '-C', folder]);
  assert.equal(first.code, 0, first.stderr);
  const plain = await runCli(['reopen', 'S1.P1.T1', '-C', folder]);
  assert.equal(plain.code, 0, plain.stderr);
  assert.match(plain.stdout, /What it merged stays in s2\/again/);
  assert.match(plain.stdout, /Merged with its earlier version: S1\.P1\.T2/);
  assert.match(plain.stdout, /Nobody runs the swarm now/);
  const status = await runCli(['status', '--json', '-C', folder]);
  assert.match(status.stdout, /S1\.P1\.T2 was completed by session-1 and merged with an earlier version of S1\.P1\.T1/);
  const deep = await runCli(['reopen', 'S1.P1.T2', '--with-dependents', '--json', '-C', folder]);
  assert.deepEqual(JSON.parse(deep.stdout), { ok: true, reopened: ['S1.P1.T2'], fenced: [], outdated: [] });

  const second = await runCli(['run', '--until-done', '--json', '-C', folder]);
  assert.equal(second.code, 0, second.stdout);
  assert.deepEqual(
    claims(second.stdout).map(({ task }) => task),
    ['S1.P1.T1', 'S1.P1.T2'],
  );
  const merges = git(
    folder,
    'log',
    '--format=%(trailers:key=S2-Task,valueonly,separator=%x2C)/%(trailers:key=S2-Epoch,valueonly,separator=%x2C)',
    '--merges',
    's2/again',
  );
  assert.deepEqual(merges.split('\n'), ['S1.P1.T2/2', 'S1.P1.T1/2', 'S1.P1.T2/1', 'S1.P1.T1/1']);
  const open = await runCli(['reopen', 'S1.P1.T9', '-C', folder]);
  assert.equal(open.code, 1);
  assert.match(open.stderr, /There is no task S1\.P1\.T9/);
});

test('a command whose claim is fenced by a reopened prerequisite is ended while it runs', async () => {
  const folder = createRepository({
    'swarm.yaml': swarmYaml('fenced', ['session-1', 'session-2']),
    ...phaseFile(1, 1, [{ run: 'echo first > FILE' }]),
    // Its first attempt would never end by itself.
    ...phaseFile(2, 1, [
      {
        run: 'test -e ../../seen || { echo x > ../../seen; while true; do sleep 1; done; }; echo done > FILE',
        extra: '- **Depends on:** S1.P1.T1',
      },
    ]),
  });
  const running = startCli(['run', '--until-done', '--json', '-C', folder]);
  await running.until('"type":"task.claimed"', 2);
  const reopened = await runCli(['reopen', 'S1.P1.T1', '-C', folder]);
  assert.match(reopened.stdout, /Taken back, with the work saved: S2\.P1\.T1/, reopened.stderr);
  const end = await running.end;
  assert.equal(end.code, 0, end.stdout.slice(-3_000));
  assert.match(end.stdout, /"reason":"prerequisite-reopened"/);
});

test('an idle session takes over from a long queue, in a worktree and on a branch of its own', async () => {
  const tasks = Array.from({ length: 8 }, () => ({ run: 'sleep 0.3; echo work > FILE' }));
  const folder = createRepository({
    'swarm.yaml': swarmYaml('thief', ['session-1', 'session-2']),
    ...phaseFile(1, 1, tasks),
  });
  const end = await runCli(['run', '--until-done', '--json', '-C', folder]);
  assert.equal(end.code, 0, end.stderr);
  const stolen = claims(end.stdout).filter(({ session }) => session === 'session-2');
  assert.ok(stolen.length > 0 && stolen.every(({ stolenFrom }) => stolenFrom === 'session-1'));
  assert.ok(stolen.length <= 3, 'a queue of five is left alone');
  const sessions = git(folder, 'log', '--format=%(trailers:key=S2-Session,valueonly)', '--merges', 's2/thief');
  assert.equal(sessions.split('\n').filter((name) => name === 'session-2').length, stolen.length);
});
