import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { test } from 'node:test';
import { createRepository, git, phaseFile, runCli, startCli, swarmYaml } from '../support/cli.ts';
import { tempFolder } from '../support/tempFolder.ts';

const tool = 's2-missing-tool';

test('a command that is not there stops no more tasks than it has to, through the death of the leader, until a person has mended it', async () => {
  const bin = join(tempFolder(), 'bin');
  mkdirSync(bin);
  const env = { PATH: `${bin}${delimiter}${process.env['PATH'] ?? ''}` };
  const yaml = `${swarmYaml('tools', ['session-1', 'session-2', 'session-3'])}\nresource_policy: { circuit_breaker_failure_threshold: 2 }\n`;
  const folder = createRepository({
    'swarm.yaml': yaml,
    ...phaseFile(1, 1, [{ run: `${tool} build one` }]),
    ...phaseFile(2, 1, [{ run: `${tool} build two` }]),
    ...phaseFile(3, 1, [{ run: 'sh -c "echo three > three.txt"' }]),
  });
  const at = (...args: readonly string[]) => runCli([...args, '-C', folder], { env });

  const first = startCli(['run', '--json', '-C', folder], { env, detached: true });
  await first.until('"type":"task.failed"', 2);
  await first.until('"type":"task.completed"');
  const shown = await at('breakers');
  assert.match(
    shown.stdout,
    new RegExp(`${tool} build\\s+command\\s+open until .*: it could not be started for S\\d\\.P1\\.T1, S\\d\\.P1\\.T1`),
  );
  const why = new RegExp(`The breaker of the command ${tool} build is open until .*s2 breakers reset '${tool} build'`);
  assert.match((await at('why', 'S1.P1.T1')).stdout.replaceAll('\n', ' '), why);
  const needs = JSON.parse((await at('status', '--json')).stdout) as {
    readonly needsYou: readonly { subject: string }[];
  };
  assert.ok(
    needs.needsYou.some(({ subject }) => subject === `${tool} build`),
    JSON.stringify(needs.needsYou),
  );
  process.kill(-(first.child.pid ?? assert.fail()), 'SIGKILL');
  await first.end;

  const second = startCli(['run', '--until-done', '--json', '-C', folder], { env });
  await second.until('"type":"session.joined"', 3);
  assert.match((await at('breakers')).stdout, new RegExp(`${tool} build\\s+command\\s+open`));
  assert.match((await at('breakers', 'reset', `${tool} lint`)).stderr, /No breaker of/);
  writeFileSync(join(bin, tool), '#!/bin/sh\necho made > "$2.txt"\n', { mode: 0o755 });
  const reset = await at('breakers', 'reset', `${tool} build`);
  assert.equal(reset.code, 0, reset.stderr);
  const end = await second.end;
  assert.equal(end.code, 0, `${end.stdout}\n${end.stderr}`);
  for (const name of ['one', 'two']) assert.equal(git(folder, 'show', `s2/tools:${name}.txt`), 'made');
  assert.ok(!end.stdout.includes('"type":"task.failed"'), end.stdout);
});
