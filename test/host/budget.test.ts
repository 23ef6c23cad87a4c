import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRepository, phaseFile, runCli, startCli, swarmYaml } from '../support/cli.ts';

/** A swarm whose only session is an outside agent that pays for its calls, with three dollars. */
function payingSwarm(): string {
  const yaml = swarmYaml('paying', ['session-1']).replace('provider: command', 'provider: mcp, budget: $3');
  return createRepository({ 'swarm.yaml': yaml, ...phaseFile(1, 1, [{ run: 'true' }, { run: 'true' }]) });
}

test('an outside agent reserves and settles, is halted at its budget, and a person raises it, all from the command line', async () => {
  const folder = payingSwarm();
  const at = (...args: readonly string[]) => runCli([...args, '-C', folder]);
  const leading = startCli(['run', '--json', '-C', folder]);
  await leading.until('"type":"task.planned"', 2);
  const as = ['--session', 'session-1'];
  assert.equal((await at('claim', ...as)).code, 0);
  const call = ['S1.P1.T1', ...as, '--epoch', '1', '--model', 'sonnet', '--prompt', '0', '--output', '200000'];
  const reserved = await at('reserve', ...call);
  assert.equal(reserved.code, 0, reserved.stderr);
  const { reservation, amount } = JSON.parse(reserved.stdout) as {
    readonly reservation: string;
    readonly amount: number;
  };
  assert.equal(amount, 2_000_000);
  assert.match(
    (await at('reserve', ...call)).stderr,
    /budget of session-1: \$2\.00 more does not fit \(\$0\.00 of \$3\.00 spent, \$2\.00 reserved\)/,
  );
  assert.match((await at('status')).stdout, /session-1\s+budget_exceeded\s+0\/2\s+\$0\.00 of \$3\.00/);
  assert.match(
    (await at('budget', '--by', 'session')).stdout,
    /session-1 +\$0\.00 +\$2\.00 reserved of \$3\.00 \(halted\)/,
  );
  const asks =
    /session-1.*2\.00 more does not fit.*s2 budget set session-1 <amount>, or leave it: s2 budget leave session-1/;
  assert.match((await at('status')).stdout, asks);
  assert.match((await at('budget', 'leave', 'session-1')).stdout, /The halt of session-1 lasts until its cap is set/);
  assert.match((await at('budget', 'leave', 'session-1')).stderr, /No halt of session-1 waits for an answer/);
  assert.doesNotMatch((await at('status')).stdout, /Needs you/);
  assert.match((await at('budget', 'set', 'session-1', 'much')).stderr, /much is no amount/);
  assert.match((await at('budget', 'set', 'swarm', '+5')).stderr, /swarm has no cap that could be raised/);
  assert.match((await at('budget', 'set', 'nobody', '5')).stderr, /There is no session nobody/);
  const raised = await at('budget', 'set', 'session-1', '+$2');
  assert.equal(raised.code, 0, raised.stderr);
  assert.match(raised.stdout, /The cap of session-1 is raised by \$2\.00\./);
  const used = ['--epoch', '1', '--input', '0', '--output', '150000'];
  assert.equal((await at('settle', 'S1.P1.T1', reservation, ...as, ...used)).code, 0);
  assert.match(
    (await at('settle', 'S1.P1.T1', reservation, ...as, ...used)).stderr,
    new RegExp(`no reservation ${reservation}`),
  );
  const shown = await at('budget');
  assert.match(shown.stdout, /\$1\.50 spent, \$0\.00 reserved; about \$1\.50 when all is done/);
  assert.match(shown.stdout, /session-1\s+\$1\.50\s+\$0\.00 reserved of \$5\.00/);
  const byModel = await at('budget', '--by', 'model');
  assert.match(byModel.stdout, /By model\n  sonnet +\$1\.50/);
  assert.doesNotMatch(byModel.stdout, /By session/);
  assert.equal((await at('budget', '--by', 'colour')).code, 2);
  assert.match((await at('budget', 'set', 'day', '50')).stdout, /The cap of each day \(UTC\) is \$50\.00 now\./);
  assert.match((await at('budget', 'set', 'task', 'none')).stdout, /There is no cap for every task now\./);
  const json = JSON.parse((await at('budget', '--json')).stdout) as { readonly byModel: unknown };
  assert.deepEqual(json.byModel, [{ model: 'sonnet', spent: 1.5, reserved: 0 }]);
  assert.equal((await at('breakers')).stdout.trim(), 'All breakers are closed.');
  assert.match((await at('breakers', 'reset', 'session-1')).stderr, /No breaker of session-1 is open/);
  leading.child.kill('SIGINT');
  const end = await leading.end;
  assert.match(end.stdout, /"cost":1\.5/);
});
