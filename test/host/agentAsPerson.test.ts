import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRepository, phaseFile, runCli, swarmYaml } from '../support/cli.ts';

/** What only a person decides, as an agent that means well would type it. */
const decisions: readonly (readonly string[])[] = [
  ['approve', 'S1.P1.T1'],
  ['reject', 'S1.P1.T1', '--reason', 'x'],
  ['reopen', 'S1.P1.T1'],
  ['budget', 'set', 'session-1', 'none'],
  ['breakers', 'reset', 'session-1'],
  ['clear', 'B1'],
  ['answer', 'Q1', 'yes'],
  ['pause'],
  ['resume'],
  ['stop'],
  ['release', 'S1.P1.T1'],
];

test('the command of a session is not taken for a person, and leaves nothing in the ledger', async () => {
  const folder = createRepository({
    'swarm.yaml': swarmYaml('guarded', ['session-1']),
    ...phaseFile(1, 1, [{ run: 'echo a > FILE' }]),
  });
  const run = await runCli(['run', '--until-done', '--json', '-C', folder]);
  assert.equal(run.code, 0, run.stderr);
  const entries = async (): Promise<number> =>
    (JSON.parse((await runCli(['witness', 'verify', '--json', '-C', folder])).stdout) as { entries: number }).entries;
  const before = await entries();
  for (const decision of decisions) {
    const end = await runCli([...decision, '-C', folder], { env: { S2_SESSION: 'session-1' } });
    assert.equal(end.code, 1, decision.join(' '));
    assert.match(
      end.stderr,
      /^s2: Only a person may do this, .* `s2 ask --session session-1 <text>`/,
      decision.join(' '),
    );
  }
  const other = await runCli(['ready', '--session', 'session-2', '-C', folder], { env: { S2_SESSION: 'session-1' } });
  assert.equal(other.code, 1);
  assert.match(other.stderr, /^s2: This is a command of session-1 \(S2_SESSION\), which does not speak for session-2/);
  assert.equal(await entries(), before);
});
