import assert from 'node:assert/strict';
import { existsSync, lstatSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import type { GitWorkspace } from '../../src/adapters/git/gitWorkspace.ts';
import type { Worktree } from '../../src/app/ports/workspace.ts';
import { createTestRepository } from '../support/gitRepository.ts';

const integration = 's2/main';
const session = 'one';

const refOf = (seat: number, epoch = 1): string => `refs/s2/rescue/T${seat}/${epoch}`;

function sit(workspace: GitWorkspace, seat: number, epoch = 1): Promise<Worktree & { saved: readonly string[] }> {
  return workspace.prepareSession({ session, seat }, 's2/one', integration, refOf(seat, epoch));
}

async function begin(t: TestContext) {
  const repository = createTestRepository(t);
  const workspace = await repository.workspace();
  await workspace.prepareIntegration(integration);
  return { repository, workspace };
}

describe('each agent of a session', () => {
  test('has a worktree and a branch of its own; the first has those of the session, whichever way it is named', async (t) => {
    const { repository, workspace } = await begin(t);
    const [first, second, third] = await Promise.all([1, 2, 3].map((seat) => sit(workspace, seat)));
    const worktrees = join(repository.state, 'worktrees');
    assert.deepEqual(
      [first?.path, second?.path, third?.path],
      ['one', 'one~2', 'one~3'].map((name) => join(worktrees, name)),
    );
    assert.deepEqual([first?.branch, second?.branch, third?.branch], ['s2/one', 's2/one+2', 's2/one+3']);
    assert.deepEqual([second?.session, third?.session], ['one', 'one']);
    const again = await workspace.resumeSession(session, 's2/one', refOf(1));
    assert.equal(again?.path, first?.path);
    assert.equal((await workspace.resumeSession({ session, seat: 2 }, 's2/one', refOf(2)))?.path, second?.path);
    assert.equal(await workspace.resumeSession({ session, seat: 2 }, 's2/one', refOf(1)), undefined);
  });

  test('commits on its own branch, with its name in the commit', async (t) => {
    const { repository, workspace } = await begin(t);
    const [first, second] = await Promise.all([sit(workspace, 1), sit(workspace, 2)]);
    const commits = await Promise.all(
      [first, second].map(async (worktree, at) => {
        writeFileSync(join(worktree.path, `${at}.txt`), 'x');
        const who = { task: `T${at + 1}`, session, agent: `haiku-${at + 1}\nS2-Task: FORGED`, epoch: 1 };
        const made = await workspace.commitAll(worktree, 'work', who);
        return made.outcome === 'committed' ? made.commit : assert.fail(made.outcome);
      }),
    );
    assert.deepEqual(commits, [repository.git('rev-parse', 's2/one'), repository.git('rev-parse', 's2/one+2')]);
    assert.equal(repository.git('show', '--name-only', '--format=', commits[1] ?? ''), '1.txt');
    assert.deepEqual(repository.git('log', '-1', '--format=%(trailers:only)', commits[1] ?? '').split('\n'), [
      'S2-Task: T2',
      'S2-Session: one',
      'S2-Agent: haiku-2 S2-Task: FORGED',
      'S2-Epoch: 1',
    ]);
  });

  test('leaves its unfinished work under its own name, and that of nobody else is touched', async (t) => {
    const { repository, workspace } = await begin(t);
    const [first, second] = await Promise.all([sit(workspace, 1), sit(workspace, 2)]);
    for (const { path } of [first, second]) writeFileSync(join(path, 'half.txt'), path === first.path ? 'one' : 'two');
    const next = await sit(workspace, 2, 2);
    assert.deepEqual(next.saved, [refOf(2)]);
    assert.equal(repository.git('show', `${refOf(2)}:half.txt`), 'two');
    assert.equal(existsSync(join(first.path, 'half.txt')), true);
    assert.equal(existsSync(join(next.path, 'half.txt')), false);
  });

  test('loses only a link that was put in the place of its worktree', async (t) => {
    const { repository, workspace } = await begin(t);
    repository.write('mine.txt', 'untracked');
    const { path } = await sit(workspace, 2);
    rmSync(path, { recursive: true });
    symlinkSync('../..', path);
    assert.equal(await workspace.resumeSession({ session, seat: 2 }, 's2/one', refOf(2)), undefined);
    const next = await sit(workspace, 2, 2);
    assert.equal(lstatSync(next.path).isDirectory(), true);
    assert.equal(repository.git('status', '--porcelain'), '?? mine.txt');
  });

  test('is kept apart from a session that is named like it, and from a branch that the user made', async (t) => {
    const { repository, workspace } = await begin(t);
    const agent = await sit(workspace, 2);
    const namesake = await workspace.prepareSession('one~2', 's2/other', integration, 'refs/s2/rescue/T9/1');
    assert.notEqual(namesake.path, agent.path);
    repository.git('branch', 's2/two+2');
    await assert.rejects(
      workspace.prepareSession({ session: 'two', seat: 2 }, 's2/two', integration, 'refs/s2/rescue/T8/1'),
      /s2\/two\+2 is a branch that the swarm has not made/,
    );
    mkdirSync(join(repository.state, 'worktrees', 'three~2', 'full'), { recursive: true });
    writeFileSync(join(repository.state, 'worktrees', 'three~2', 'full', 'a.txt'), 'kept');
    const moved = await workspace.prepareSession(
      { session: 'three', seat: 2 },
      's2/three',
      integration,
      'refs/s2/rescue/T7/1',
    );
    assert.equal(moved.saved.length, 1, 'what was there is put aside, not deleted');
  });
});
