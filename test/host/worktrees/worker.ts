import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createGitWorkspace } from '../../../src/adapters/git/gitWorkspace.ts';
import { acquireProcessLock } from '../../../src/adapters/sqlite/processLock.ts';
import { silentLog } from '../../../src/base/log.ts';

/** One of many runners that all add and remove worktrees of one repository: prints what went wrong as JSON. */
const [repository = '', session = '', rounds = '0'] = process.argv.slice(2);
const stateFolder = join(repository, '.s2');
const lock = { acquire: () => acquireProcessLock(join(stateFolder, 'worktrees.lock')) };
const workspace = await createGitWorkspace({ repository, stateFolder, log: silentLog, lock });
process.stdin.once('data', () => void work());
process.stdout.write('ready\n');

async function work(): Promise<void> {
  const faults: string[] = [];
  for (let round = 1; round <= Number(rounds); round += 1) {
    try {
      // A name of its own each time, so that a worktree is added and not used again.
      const name = `${session}-${round}`;
      const made = await workspace.prepareSession(name, `s2/${name}`, 's2/main', `refs/s2/rescue/T/${round}`);
      const found = await workspace.withCheckout(made.base, (path) =>
        Promise.resolve(existsSync(join(path, 'README.md'))),
      );
      if (!found) faults.push('the checkout was empty');
    } catch (error) {
      faults.push(String(error));
    }
  }
  process.stdout.write(`${JSON.stringify(faults)}\n`, () => process.exit(0));
}
