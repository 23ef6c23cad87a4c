import assert from 'node:assert/strict';
import { appendFileSync, chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import type { GitWorkspace } from '../../src/adapters/git/gitWorkspace.ts';
import { inspectRepository } from '../../src/adapters/git/inspectRepository.ts';
import type { CommitTrailers, Worktree } from '../../src/app/ports/workspace.ts';
import { createTestRepository, type TestRepository } from '../support/gitRepository.ts';

const integration = 's2/main';
const trailers: CommitTrailers = { task: 'T', session: 'one', epoch: 1 };

interface Place {
  readonly repository: TestRepository;
  readonly workspace: GitWorkspace;
  readonly worktree: Worktree;
  /** A program that notes that it was started. */
  readonly trap: string;
  readonly sprung: () => string;
}

async function begin(t: TestContext): Promise<Place> {
  const repository = createTestRepository(t);
  const workspace = await repository.workspace();
  await workspace.prepareIntegration(integration);
  const worktree = await prepare(workspace, 1);
  const mark = join(repository.path, '..', 'sprung');
  const trap = join(repository.path, '..', 'trap.sh');
  writeFileSync(trap, `#!/bin/sh\necho "$0 $@" >> '${mark}'\ncat 2>/dev/null\n`);
  chmodSync(trap, 0o755);
  return { repository, workspace, worktree, trap, sprung: () => (existsSync(mark) ? readFileSync(mark, 'utf8') : '') };
}

function prepare(workspace: GitWorkspace, epoch: number): Promise<Worktree> {
  return workspace.prepareSession('one', 's2/one', integration, `refs/s2/rescue/T/${epoch}`);
}

/** Everything that the swarm itself does with git, from the work of an agent to the next task of its session. */
async function goThrough({ repository, workspace, worktree }: Place): Promise<void> {
  writeFileSync(join(worktree.path, 'work.txt'), 'work\n');
  writeFileSync(join(worktree.path, 'README.md'), 'of the agent\n');
  const made = await workspace.commitAll(worktree, 'work', trailers);
  assert.ok(made.outcome === 'committed', JSON.stringify(made));
  await workspace.withCheckout(made.commit, (path) =>
    Promise.resolve(assert.equal(readFileSync(join(path, 'work.txt'), 'utf8'), 'work\n')),
  );
  const head = (await workspace.headOf(integration)) ?? '';
  const other = repository.git(
    'commit-tree',
    treeWith(repository, 'README.md', 'start\nof another\n'),
    '-p',
    head,
    '-m',
    'other',
  );
  await workspace.createMerge(other, made.commit, 'merge', trailers);
  const merge = await workspace.createMerge(head, made.commit, 'merge', trailers);
  assert.ok(merge.merged);
  await workspace.lookAtBranch(integration, head);
  assert.equal(await workspace.advance(integration, head, merge.commit), true);
  writeFileSync(join(worktree.path, 'README.md'), 'unfinished\n');
  const next = await prepare(workspace, 2);
  assert.equal(readFileSync(join(next.path, 'README.md'), 'utf8'), 'of the agent\n');
  repository.write('README.md', 'of the user, later\n');
  const looked = await inspectRepository(repository.path);
  assert.ok(looked.kind === 'ok', JSON.stringify(looked));
}

function treeWith(repository: TestRepository, file: string, text: string): string {
  writeFileSync(join(repository.path, '..', 'blob'), text);
  const blob = repository.git('hash-object', '-w', '--no-filters', join(repository.path, '..', 'blob'));
  const listed = repository.git('ls-tree', integration).replace(/blob [0-9a-f]+\tREADME/, `blob ${blob}\tREADME`);
  assert.match(listed, new RegExp(`${blob}\t${file}`));
  return makeTree(repository, listed);
}

function makeTree(repository: TestRepository, listed: string): string {
  const file = join(repository.path, '..', 'tree');
  writeFileSync(file, `${listed}\n`);
  return repository.git('-c', `alias.mk=!git mktree < '${file}'`, 'mk');
}

const everything = '* filter=evil merge=evil diff=evil\n';

/** What an agent can do to a repository from its worktree, so that git would start a program of its choice. */
const attacks: readonly (readonly [name: string, attack: (place: Place) => void])[] = [
  [
    'hooks in .git/hooks',
    ({ repository, trap }) => {
      for (const name of [
        'post-checkout',
        'pre-commit',
        'post-commit',
        'reference-transaction',
        'post-index-change',
        'post-merge',
        'fsmonitor-watchman',
      ]) {
        writeFileSync(join(repository.path, '.git', 'hooks', name), readFileSync(trap));
        chmodSync(join(repository.path, '.git', 'hooks', name), 0o755);
      }
    },
  ],
  [
    'core.hooksPath',
    ({ repository, worktree, trap }) => {
      mkdirSync(join(worktree.path, 'hooks'));
      for (const name of ['post-checkout', 'reference-transaction', 'post-index-change']) {
        writeFileSync(join(worktree.path, 'hooks', name), readFileSync(trap));
        chmodSync(join(worktree.path, 'hooks', name), 0o755);
      }
      repository.gitAt(worktree.path, 'config', 'core.hooksPath', join(worktree.path, 'hooks'));
    },
  ],
  [
    'core.fsmonitor',
    ({ repository, worktree, trap }) => repository.gitAt(worktree.path, 'config', 'core.fsmonitor', trap),
  ],
  [
    'a filter that cleans and smudges',
    ({ repository, worktree, trap }) => {
      for (const way of ['clean', 'smudge']) repository.gitAt(worktree.path, 'config', `filter.evil.${way}`, trap);
      writeFileSync(join(worktree.path, '.gitattributes'), everything);
      writeFileSync(join(repository.path, '.gitattributes'), everything);
    },
  ],
  [
    'a filter process, named in info/attributes',
    ({ repository, worktree, trap }) => {
      repository.gitAt(worktree.path, 'config', 'filter.evil.process', trap);
      repository.gitAt(worktree.path, 'config', 'filter.evil.required', 'true');
      mkdirSync(join(repository.path, '.git', 'info'), { recursive: true });
      writeFileSync(join(repository.path, '.git', 'info', 'attributes'), everything);
    },
  ],
  [
    'a filter with a name that no command line takes',
    ({ repository, trap }) => {
      appendFileSync(
        join(repository.path, '.git', 'config'),
        `[filter "a=b"]\n\tclean = ${trap}\n\tsmudge = ${trap}\n`,
      );
      writeFileSync(join(repository.path, '.git', 'info', 'attributes'), '* filter=a=b\n');
    },
  ],
  [
    'a merge driver',
    ({ repository, worktree, trap }) => {
      repository.gitAt(worktree.path, 'config', 'merge.evil.driver', `${trap} %A`);
      repository.gitAt(worktree.path, 'config', 'merge.default', 'evil');
      writeFileSync(join(repository.path, '.gitattributes'), everything);
    },
  ],
  [
    'a file that the configuration includes',
    ({ repository, worktree, trap }) => {
      writeFileSync(
        join(worktree.path, 'more'),
        `[filter "evil"]\n\tclean = ${trap}\n\tsmudge = ${trap}\n[core]\n\tfsmonitor = ${trap}\n`,
      );
      repository.gitAt(worktree.path, 'config', 'include.path', join(worktree.path, 'more'));
      writeFileSync(join(worktree.path, '.gitattributes'), everything);
    },
  ],
  [
    'a configuration of the worktree alone',
    ({ repository, worktree, trap }) => {
      repository.gitAt(worktree.path, 'config', 'extensions.worktreeConfig', 'true');
      for (const way of ['clean', 'smudge'])
        repository.gitAt(worktree.path, 'config', '--worktree', `filter.evil.${way}`, trap);
      writeFileSync(join(worktree.path, '.gitattributes'), everything);
    },
  ],
  [
    'what stands in for .git itself',
    ({ repository, worktree, trap }) => {
      appendFileSync(
        join(repository.state, 'git', 'config'),
        `[filter "evil"]\n\tclean = ${trap}\n\tsmudge = ${trap}\n`,
      );
      writeFileSync(join(worktree.path, '.gitattributes'), everything);
    },
  ],
  [
    'external diffs, editors, pagers, signatures, ssh and aliases',
    ({ repository, worktree, trap }) => {
      for (const name of [
        'diff.external',
        'diff.evil.command',
        'diff.evil.textconv',
        'core.editor',
        'core.pager',
        'core.sshCommand',
        'core.askPass',
        'gpg.program',
        'gpg.ssh.program',
        'credential.helper',
        'sequence.editor',
        'core.alternateRefsCommand',
        'uploadpack.packObjectsHook',
        'trailer.s2-task.command',
        'trailer.s2-task.cmd',
      ])
        repository.gitAt(worktree.path, 'config', name, trap);
      for (const name of ['commit.gpgSign', 'log.showSignature', 'merge.renormalize', 'protocol.ext.allow'])
        repository.gitAt(worktree.path, 'config', name, name === 'protocol.ext.allow' ? 'always' : 'true');
      for (const name of ['add', 'commit-tree', 'merge-tree', 'read-tree', 'rev-parse', 'update-ref', 'status', 'log'])
        repository.gitAt(worktree.path, 'config', `alias.${name}`, `!${trap}`);
      writeFileSync(join(worktree.path, '.gitattributes'), everything);
    },
  ],
];

describe('git, as the swarm runs it, starts no program for', () => {
  for (const [name, attack] of attacks) {
    test(name, async (t) => {
      const place = await begin(t);
      attack(place);
      // What the attack itself has started does not count.
      writeFileSync(join(place.repository.path, '..', 'sprung'), '');
      await goThrough(place);
      assert.equal(place.sprung(), '');
    });
  }

  test('a submodule that an agent has made a repository of', async (t) => {
    const { repository, workspace, trap, sprung } = await begin(t);
    const start = repository.git('rev-parse', 'HEAD');
    const tree = `${repository.git('ls-tree', integration)}\n160000 commit ${start}\tsub`;
    const onto = repository.git('commit-tree', makeTree(repository, tree), '-p', integration, '-m', 'with a submodule');
    repository.git('update-ref', `refs/heads/${integration}`, onto);
    const worktree = await prepare(workspace, 2);
    const sub = join(worktree.path, 'sub');
    repository.git('clone', '--quiet', repository.path, sub);
    writeFileSync(join(sub, '.gitattributes'), everything);
    for (const name of ['core.fsmonitor', 'filter.evil.clean', 'filter.evil.smudge', 'diff.external'])
      repository.gitAt(sub, 'config', name, trap);
    writeFileSync(join(sub, 'README.md'), 'other\n');
    writeFileSync(join(worktree.path, 'work.txt'), 'work\n');
    const made = await workspace.commitAll(worktree, 'work', trailers);
    assert.equal(made.outcome, 'committed');
    assert.equal((await prepare(workspace, 3)).path, worktree.path);
    assert.equal(sprung(), '');
  });

  test('a program called git, where the PATH has a folder that depends on where one stands', async (t) => {
    const place = await begin(t);
    const program = readFileSync(place.trap, 'utf8').replace(/^cat .*\n/m, 'exit 1\n');
    for (const folder of [place.worktree.path, place.repository.path])
      writeFileSync(join(folder, 'git'), program, { mode: 0o755 });
    const before = process.env['PATH'] ?? '';
    t.after(() => void (process.env['PATH'] = before));
    for (const relative of ['.', '']) {
      process.env['PATH'] = `${relative}:${before}`;
      await place.workspace.commitAll(place.worktree, 'work', trailers).catch(() => undefined);
      await inspectRepository(place.repository.path);
      assert.equal(place.sprung(), '');
    }
  });

  test('a remote that would have to give a missing object', async (t) => {
    const place = await begin(t);
    const { repository, trap } = place;
    for (const [name, value] of [
      ['core.repositoryFormatVersion', '1'],
      ['extensions.partialClone', 'evil'],
      ['remote.evil.promisor', 'true'],
      ['remote.evil.url', `ext::${trap}`],
      ['protocol.ext.allow', 'always'],
    ] as const)
      repository.git('config', name, value);
    const absent = '1'.repeat(40);
    await assert.rejects(place.workspace.withCheckout(absent, () => Promise.resolve()));
    await place.workspace.lookAtBranch(integration, absent);
    assert.equal(place.sprung(), '');
  });
});

test('an object that somebody has put in the place of another is not taken for it', async (t) => {
  const { repository, workspace, worktree } = await begin(t);
  writeFileSync(join(worktree.path, 'work.txt'), 'work\n');
  const made = await workspace.commitAll(worktree, 'work', trailers);
  assert.ok(made.outcome === 'committed');
  const tree = await workspace.treeOf(made.commit);
  repository.git('replace', made.commit, repository.git('rev-parse', 'main'));
  assert.equal(await workspace.treeOf(made.commit), tree);
  assert.deepEqual(await workspace.missingFiles(made.commit, ['work.txt']), []);
});

test('line ends, and what the user excludes, are as the repository has them', async (t) => {
  const repository = createTestRepository(t);
  repository.git('config', 'core.autocrlf', 'true');
  writeFileSync(join(repository.path, '.git', 'info', 'exclude'), 'secret.txt\n');
  const workspace = await repository.workspace();
  await workspace.prepareIntegration(integration);
  const worktree = await prepare(workspace, 1);
  assert.equal(readFileSync(join(worktree.path, 'README.md'), 'utf8'), 'start\r\n');
  writeFileSync(join(worktree.path, 'secret.txt'), 'secret\n');
  writeFileSync(join(worktree.path, 'new.txt'), 'new\r\n');
  const made = await workspace.commitAll(worktree, 'work', trailers);
  assert.ok(made.outcome === 'committed');
  assert.equal(repository.git('ls-tree', '--name-only', made.commit), 'README.md\nnew.txt');
  assert.equal(repository.git('cat-file', '-s', `${made.commit}:new.txt`), '4');
});

describe('a commit that must not be taken', () => {
  const limits = { files: 5, fileBytes: 1_000 };
  for (const [name, entry, reason] of [
    ['a file below .git', '40000 tree TREE\t.git', /holds \.git\/file, a path/],
    ['a path that leads up', '40000 tree TREE\t..', /holds \.\.\/file, a path/],
    ['a link out of the tree', '120000 blob LINK\tlink', /holds link, a link that leads out/],
    ['a submodule', '160000 commit HEAD\tsub', /adds the submodule sub/],
    ['a name that differs by case alone', '100644 blob BLOB\treadme.md', /holds readme\.md beside README\.md/],
    ['a huge file', '100644 blob HUGE\thuge', /holds huge with 0 MB, and the plan allows 0 MB/],
    ['too many files', '40000 tree MANY\tmany', /changes 6 files, and the plan allows 5/],
  ] as const) {
    test(`${name} is a verdict, whatever git itself would make of it`, async (t) => {
      const { repository, workspace } = await begin(t);
      const blob = blobOf(repository, 'text\n');
      const many = Array.from({ length: 6 }, (_, at) => `100644 blob ${blob}\t${at}`).join('\n');
      const made = entry
        .replace('TREE', () => makeTree(repository, `100644 blob ${blob}\tfile`))
        .replace('MANY', () => makeTree(repository, many))
        .replace('LINK', () => blobOf(repository, '../../outside'))
        .replace('HUGE', () => blobOf(repository, 'x'.repeat(1_001)))
        .replace('BLOB', blob)
        .replace('HEAD', repository.git('rev-parse', 'HEAD'));
      const tree = makeTree(repository, `${repository.git('ls-tree', 'main')}\n${made}`);
      const commit = repository.git('commit-tree', tree, '-p', 'main', '-m', 'hostile');
      assert.match((await workspace.judgeChange(integration, commit, limits)) ?? 'taken', reason);
    });
  }

  test('does not exist', async (t) => {
    const { workspace } = await begin(t);
    assert.match((await workspace.judgeChange(integration, '1'.repeat(40), limits)) ?? '', /there is no such commit/);
  });
});

function blobOf(repository: TestRepository, text: string): string {
  const file = join(repository.path, '..', 'blob');
  writeFileSync(file, text);
  return repository.git('hash-object', '-w', '--no-filters', file);
}
