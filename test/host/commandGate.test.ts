import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRepository, git, phaseFile, runCli, startCli, swarmYaml } from '../support/cli.ts';

test(
  'a command that is new waits for a person, who sees the whole line; what was refused fails the attempt',
  { timeout: 120_000 },
  async (t) => {
    const folder = createRepository({
      'swarm.yaml': `${swarmYaml('gated', ['session-1'])}autonomy: { commands: [test] }\n`,
      ...phaseFile(1, 1, [{ run: 'cp swarm.yaml FILE' }, { run: 'cp phases/../swarm.yaml FILE && touch other' }]),
    });
    const running = startCli(['run', '--json', '--sandbox', 'off', '-C', folder], { detached: true });
    t.after(() => {
      const { exitCode, signalCode, pid } = running.child;
      if (exitCode === null && signalCode === null && pid !== undefined) process.kill(-pid, 'SIGKILL');
    });
    await running.until('"type":"permit.asked"');
    const inbox = await runCli(['inbox', '-C', folder]);
    assert.match(inbox.stdout, /session-1 wants to run `cp swarm\.yaml s1p1t1\.txt` for S1\.P1\.T1, and `cp` is new/);
    assert.match((await runCli(['why', 'S1.P1.T1', '-C', folder])).stdout, /wants to run `cp swarm\.yaml/);
    assert.equal((await runCli(['approve', 'S1.P1.T1', '-C', folder])).code, 0);
    await running.until('"type":"task.completed"');
    // Neither is asked for again; the other one is refused.
    await running.until('"type":"permit.asked"', 2);
    const second = await runCli(['inbox', '-C', folder]);
    assert.match(second.stdout, /and `touch` is new in this swarm/);
    const [permit] = /P\d+(?=: session-1 wants to run .*`touch`)/.exec(second.stdout) ?? [''];
    const rejected = await runCli(['reject', permit, '--reason', 'not that', '-C', folder]);
    assert.equal(rejected.stdout.trim(), `${permit} is rejected. \`s2 approve ${permit}\` takes that back.`);
    await running.until('refused `touch`: not that');
    assert.match(git(folder, 'show', 's2/gated:s1p1t1.txt'), /version: 1/);
  },
);

test('the set-up of a worktree waits for a person like any command', { timeout: 120_000 }, async (t) => {
  const folder = createRepository({
    'swarm.yaml': `${swarmYaml('gated', ['session-1'])}autonomy: { commands: [cp, test] }\nworktree: { setup: touch made.log }\n`,
    '.gitignore': '*.log\n',
    ...phaseFile(1, 1, [{ run: 'cp swarm.yaml FILE' }]),
  });
  const running = startCli(['run', '--until-done', '--json', '--sandbox', 'off', '-C', folder], { detached: true });
  t.after(() => {
    const { exitCode, signalCode, pid } = running.child;
    if (exitCode === null && signalCode === null && pid !== undefined) process.kill(-pid, 'SIGKILL');
  });
  await running.until('"type":"permit.asked"');
  const inbox = await runCli(['inbox', '-C', folder]);
  assert.match(inbox.stdout, /session-1 wants to run `touch made\.log` for S1\.P1\.T1, and `touch` is new/);
  assert.equal((await runCli(['approve', 'S1.P1.T1', '-C', folder])).code, 0);
  await running.until('"type":"task.completed"');
});
