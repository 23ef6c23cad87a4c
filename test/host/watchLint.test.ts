import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { createRepository, phaseFile, startCli, swarmYaml, writeText } from '../support/cli.ts';

test('lint --watch checks again after a change, a new file and a deletion, and ends with Ctrl-C', async () => {
  const plan = phaseFile(1, 1, [{ run: 'true' }]);
  const folder = createRepository({ 'swarm.yaml': swarmYaml('watched', ['session-1']), ...plan });
  const [path = '', text = ''] = Object.entries(plan)[0] ?? [];
  const watching = startCli(['lint', '--watch', '-C', folder]);
  await watching.until('2 documents, 1 tasks: 0 errors');
  writeText(folder, path, text.replace('(Haiku)', '(Haikku)'));
  await watching.until('phase/unknown-model');
  for (const [added, other] of Object.entries(phaseFile(1, 2, [{ run: 'true' }]))) writeText(folder, added, other);
  await watching.until('3 documents, 2 tasks');
  rmSync(join(folder, path));
  await watching.until('2 documents, 1 tasks', 3);
  watching.child.kill('SIGINT');
  const end = await watching.end;
  assert.equal(end.code, 0, end.stderr);
});
