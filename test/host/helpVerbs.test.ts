import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRepository, phaseFile, runCli, startCli, swarmYaml } from '../support/cli.ts';

/** Three outside agents with a task each. */
function outsideSwarm(): string {
  const ids = ['session-1', 'session-2', 'session-3'];
  const yaml = swarmYaml('outside', ids).replaceAll('provider: command', 'provider: mcp');
  const files = [1, 2, 3].map((session) => phaseFile(session, 1, [{ run: 'true' }]));
  return createRepository(Object.assign({ 'swarm.yaml': yaml }, ...files) as Record<string, string>);
}

test('blocked, helped and told about it, all from the command line', async () => {
  const folder = outsideSwarm();
  const leading = startCli(['run', '--json', '-C', folder]);
  await leading.until('"type":"task.planned"', 3);
  const granted = async (...args: readonly string[]): Promise<string> => {
    const end = await runCli([...args, '-C', folder]);
    assert.equal(end.code, 0, end.stderr);
    return end.stdout;
  };
  const refused = async (expected: RegExp, ...args: readonly string[]): Promise<void> => {
    const end = await runCli([...args, '-C', folder]);
    assert.equal(end.code, 1, end.stdout);
    assert.match(end.stderr, expected);
  };
  await granted('claim', '--session', 'session-1');
  const claim = ['--session', 'session-1', '--epoch', '1'];
  await granted('help-request', 'S1.P1.T1', ...claim, '--reason', 'write the docs', '--needs', 'docs:writing');
  await refused(/was asked for as B/, 'help-request', 'S1.P1.T1', '--reason', 'write the docs');
  await granted('block', 'S1.P1.T1', ...claim, '--reason', 'no key', '--on', 'session-2');
  const { blockers } = JSON.parse(await granted('status', '--json')) as {
    readonly blockers: readonly { id: string }[];
  };
  assert.match(JSON.stringify(blockers), /^\[\{"id":"B\d+","task":"S1\.P1\.T1".*"on":"session-2"/);
  const blocker = blockers[0]?.id ?? assert.fail();
  await refused(/session-1 cannot help itself/, 'offer-help', blocker, '--session', 'session-1', '--note', 'me');
  await granted('offer-help', blocker, '--session', 'session-3', '--note', 'the other\u001b[2J half');
  assert.match(
    await granted('claim', '--session', 'session-2'),
    /"blocking":\s*\[\s*\{[^}]*"task":\s*"S1\.P1\.T1"[^}]*"session-3"/,
  );
  assert.match(await granted('why', 'session-2'), /session-2 is blocking session-1 with S1\.P1\.T1 \(session-3 offers/);
  assert.match(await granted('status'), /s2 accept-help B\d+ session-3/);
  await refused(/session-2 does not offer/, 'accept-help', blocker, 'session-2');
  assert.match(await granted('accept-help', blocker, 'session-3'), new RegExp(`session-3 helps with ${blocker}`));
  const help = await granted('claim', '--session', 'session-3');
  assert.match(help, /"task":\s*"S1\.P1\.T1\.HELP1\.B/);
  assert.match(help, /the other/);
  await granted('stop');
  await leading.end;
});
