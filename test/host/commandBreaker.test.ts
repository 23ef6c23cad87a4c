import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { test } from 'node:test';
import { createRepository, git, phaseFile, runCli, startCli, swarmYaml } from '../support/cli.ts';
import { tempFolder } from '../support/tempFolder.ts';

const tool = 's2-missing-tool';

/** A folder on the PATH, in which the tool is not there yet. */
function toolFolder(): string {
  const folder = join(tempFolder(), 'bin');
  mkdirSync(folder);
  return folder;
}

/** Three tasks of one session need the tool, and one of another does not. */
function toolSwarm(): string {
  const yaml = swarmYaml('tools', ['session-1', 'session-2']);
  const build = { run: `${tool} build FILE` };
  return createRepository({
    'swarm.yaml': `${yaml}resource_policy: { circuit_breaker_failure_threshold: 2 }\n`,
    ...phaseFile(1, 1, [build, build, build]),
    ...phaseFile(2, 1, [{ run: 'sh -c "echo made > FILE"' }]),
  });
}

test('a command that is not there is not started for ever: its tasks wait, through a restart, until a person has mended it', async (t) => {
  const bin = toolFolder();
  const env = { PATH: `${bin}${delimiter}${process.env['PATH'] ?? ''}` };
  const folder = toolSwarm();
  const at = (...args: readonly string[]) => runCli([...args, '-C', folder], { env });

  const first = startCli(['run', '--json', '-C', folder], { env });
  t.after(() => first.child.kill());
  await first.until('"type":"task.failed"', 3);
  await first.until('"type":"task.completed"');
  const shown = await at('breakers');
  assert.match(shown.stdout, new RegExp(`${tool} build\\s+command\\s+open until .*: it could not be started for S1`));
  const why = (await at('why', 'S1.P1.T3')).stdout.replaceAll('\n', ' ');
  assert.match(why, new RegExp(`The breaker of the command ${tool} build is open until .* for S1.P1.T1, S1.P1.T2`));
  assert.match(why, new RegExp(`s2 breakers reset '${tool} build'`));
  const status = JSON.parse((await at('status', '--json')).stdout) as {
    readonly needsYou: readonly { readonly subject: string }[];
  };
  assert.ok(status.needsYou.some(({ subject }) => subject === `${tool} build`));
  assert.equal((await at('stop')).code, 0);
  await first.end;

  const second = startCli(['run', '--until-done', '--json', '-C', folder], { env });
  t.after(() => second.child.kill());
  await second.until('"type":"session.joined"');
  assert.match((await at('breakers')).stdout, new RegExp(`${tool} build\\s+command\\s+open`));
  assert.match((await at('breakers', 'reset', `${tool} lint`)).stderr, /No breaker of/);
  writeFileSync(join(bin, tool), '#!/bin/sh\necho "$1" > "$2"\n', { mode: 0o755 });
  for (const name of ['session-1', `${tool} build`]) {
    const reset = await at('breakers', 'reset', name);
    assert.equal(reset.code, 0, reset.stderr);
  }
  const end = await second.end;
  assert.equal(end.code, 0, `${end.stdout}\n${end.stderr}`);
  for (const at of [1, 2, 3]) assert.equal(git(folder, 'show', `s2/tools:s1p1t${at}.txt`), 'build');
  assert.ok(!end.stdout.includes('"type":"task.failed"'), end.stdout);
});
