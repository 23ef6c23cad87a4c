import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { createTestRepository } from '../../support/gitRepository.ts';

const processes = 8;
const rounds = 6;

test(`${processes} processes add and remove ${2 * processes * rounds} worktrees at once, and none is in another's way`, async (t) => {
  const repository = createTestRepository(t);
  await (await repository.workspace()).prepareIntegration('s2/main');
  const workers = Array.from({ length: processes }, (_, at) => start(repository.path, `session-${at}`));
  await Promise.all(workers.map((worker) => worker.line()));
  for (const worker of workers) worker.go();
  const faults = await Promise.all(workers.map(async (worker) => JSON.parse(await worker.line()) as string[]));
  assert.deepEqual(faults.flat(), []);
  const known = repository.git('worktree', 'list', '--porcelain').split('\n\n');
  assert.equal(known.length, 1 + processes * rounds, 'every checkout was removed, every worktree kept');
});

function start(repository: string, session: string): { go(): void; line(): Promise<string> } {
  const script = join(import.meta.dirname, 'worker.ts');
  const child = spawn(process.execPath, [...process.execArgv, script, repository, session, String(rounds)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout });
  return { go: () => child.stdin.write('go\n'), line: async () => String((await once(lines, 'line'))[0]) };
}
