import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { openConsumerJournal } from '../../../src/adapters/sqlite/consumerJournal.ts';
import { createRepository, phaseFile, runCli, swarmYaml } from '../../support/cli.ts';

test('what a consumer has parked is shown everywhere, tried again by the next run, and dropped by a person', async () => {
  const folder = createRepository({
    'swarm.yaml': swarmYaml('letters', ['session-1']),
    ...phaseFile(1, 1, [{ run: 'echo x > FILE' }]),
  });
  const none = await runCli(['dead-letters', '-C', folder]);
  assert.equal(none.code, 1, 'no swarm was run yet');
  assert.equal((await runCli(['run', '--until-done', '-C', folder])).code, 0);
  const file = join(folder, '.s2', 'consumers.db');
  assert.ok(existsSync(file));
  const journal = openConsumerJournal(file, 'letters');
  assert.ok(journal.position('anchors') > 0, 'the anchors have followed the run');
  assert.deepEqual(journal.letters(), []);
  const letter = { consumer: 'anchors', attempts: 4, parkedAt: 1, retry: false };
  journal.park({ ...letter, sequence: 2, error: 'the ref is locked \u001b[31m' });
  journal.park({ ...letter, sequence: 3, error: 'the ref is locked' });
  journal.close();

  const listed = await runCli(['dead-letters', '-C', folder]);
  assert.equal(listed.code, 0);
  assert.match(listed.stdout, /anchors\/2 .*4 attempts.*parked.*the ref is locked/);
  assert.ok(!listed.stdout.includes('\u001b'));
  const status = await runCli(['status', '--json', '-C', folder]);
  const { needsYou } = JSON.parse(status.stdout) as { readonly needsYou: readonly { readonly subject: string }[] };
  assert.deepEqual(
    needsYou.map(({ subject }) => subject),
    ['anchors/2'],
  );
  const doctor = await runCli(['doctor', '-C', folder]);
  assert.equal(doctor.code, 1);
  assert.match(doctor.stdout, /PROBLEM +dead letters +2 entries/);

  assert.equal((await runCli(['dead-letters', 'mend', '-C', folder])).code, 2);
  assert.equal((await runCli(['dead-letters', 'drop', '-C', folder])).code, 2);
  assert.equal((await runCli(['dead-letters', 'drop', 'anchors/9', '-C', folder])).code, 1);
  assert.equal((await runCli(['dead-letters', 'drop', 'anchors/3', '-C', folder])).code, 0);
  const retried = await runCli(['dead-letters', 'retry', '--json', '-C', folder]);
  assert.deepEqual(JSON.parse(retried.stdout), { ok: true, letters: ['anchors/2'] });
  assert.equal((await runCli(['run', '--until-done', '-C', folder])).code, 0);
  const left = await runCli(['dead-letters', '--json', '-C', folder]);
  assert.deepEqual(JSON.parse(left.stdout), { letters: [] });
});
