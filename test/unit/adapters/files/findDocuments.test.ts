import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { findDocuments, readDocuments } from '../../../../src/adapters/files/findDocuments.ts';
import { readSwarmFolder } from '../../../../src/adapters/files/readSwarmFolder.ts';
import { readYaml } from '../../../../src/adapters/yaml/readYaml.ts';

let base: string;
let folder: string;

async function put(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, path), text);
}

before(async () => {
  base = await mkdtemp(join(tmpdir(), 's2-files-'));
  folder = join(base, 'work');
  await put('STATUS.md', '# b');
  await put('phases/INSTRUCTIONS-SESSION-2-PHASE-1.md', '# Session 2 - Phase 1');
  await put('phases/INSTRUCTIONS-SESSION-1-PHASE-1.md', '# Session 1 - Phase 1');
  await put('phases/free.md', '# Session 3 - Phase 1');
  await put('README.md', 'no document of a swarm');
  for (const skipped of ['node_modules/a', '.git', '.s2', 'phases/node_modules'])
    await put(`${skipped}/STATUS.md`, 'never');
  await writeFile(join(base, 'secret.md'), 'outside');
  await mkdir(join(base, 'other'));
  await writeFile(join(base, 'other', 'STATUS.md'), 'outside');
  await symlink(join(base, 'secret.md'), join(folder, 'STATUS-link.md'));
  await symlink(join(base, 'other'), join(folder, 'linked'));
  await symlink(folder, join(folder, 'phases', 'loop'));
});
after(() => rm(base, { recursive: true, force: true }));

describe('findDocuments', () => {
  it('lists documents by name, sorted, without what is skipped or linked', async () => {
    assert.deepEqual(await findDocuments(folder), [
      'STATUS.md',
      'phases/INSTRUCTIONS-SESSION-1-PHASE-1.md',
      'phases/INSTRUCTIONS-SESSION-2-PHASE-1.md',
    ]);
  });
  it('lists what globs name', async () => {
    assert.deepEqual(await findDocuments(folder, ['phases/*.md']), [
      'phases/INSTRUCTIONS-SESSION-1-PHASE-1.md',
      'phases/INSTRUCTIONS-SESSION-2-PHASE-1.md',
      'phases/free.md',
    ]);
    for (const glob of ['../*', '../../etc/*', '/etc/*', join(base, '*'), 'linked/*', '.git/*', 'phases/loop/**']) {
      assert.deepEqual(await findDocuments(folder, [glob]), [], glob);
    }
  });
  it('rejects for a folder that is not there', async () => {
    await assert.rejects(findDocuments(join(base, 'nowhere')), { code: 'ENOENT' });
  });
});

describe('readDocuments', () => {
  it('reads texts and turns what it may not read into problems', async () => {
    const hostile = [
      '../secret.md',
      'STATUS-link.md',
      'linked/STATUS.md',
      'missing.md',
      'phases',
      'phases/../../secret.md',
    ];
    const { documents, problems } = await readDocuments(folder, ['STATUS.md', ...hostile]);
    assert.deepEqual(documents, [{ path: 'STATUS.md', text: '# b' }]);
    assert.deepEqual(
      problems.map(({ file, severity }) => [file, severity]),
      hostile.map((file) => [file, 'error']),
    );
  });
  it('does not read what is too large', async () => {
    await put('STATUS-large.md', '');
    await truncate(join(folder, 'STATUS-large.md'), 11 * 1024 * 1024);
    const { documents, problems } = await readDocuments(folder, ['STATUS-large.md']);
    await rm(join(folder, 'STATUS-large.md'));
    assert.equal(documents.length, 0);
    assert.match(problems[0]?.message ?? '', /10 MB/);
  });
});

describe('readSwarmFolder', () => {
  async function check(yaml: string, files: readonly string[], problems: number): Promise<void> {
    await put('swarm.yaml', yaml);
    const found = await readSwarmFolder(folder, readYaml);
    await rm(join(folder, 'swarm.yaml'));
    assert.deepEqual(
      found.documents.map(({ path }) => path),
      files,
    );
    assert.equal(found.problems.length, problems, JSON.stringify(found.problems));
    assert.ok(found.problems.every(({ severity }) => severity === 'error'));
  }
  it('reads swarm.yaml first and then what it names', () =>
    check(
      'documents: ["phases/INSTRUCTIONS-SESSION-{1,2}-*.md", "STATUS.md", "swarm.yaml"]',
      [
        'swarm.yaml',
        'STATUS.md',
        'phases/INSTRUCTIONS-SESSION-1-PHASE-1.md',
        'phases/INSTRUCTIONS-SESSION-2-PHASE-1.md',
      ],
      0,
    ));
  // That they do is a finding of `swarm/schema`.
  it('follows no glob that leads out of the folder', () =>
    check(
      'documents: ["../../etc/*", "/etc/*", "~/x", "phases/../../*.md", "{a,..}/x", "C:/x", "..\\\\x", "STATUS.md"]',
      ['swarm.yaml', 'STATUS.md'],
      0,
    ));
  it('reads a broken swarm.yaml as a document', () => check('[', ['swarm.yaml'], 0));
  it('says that there is none', async () => {
    const found = await readSwarmFolder(folder, readYaml);
    assert.equal(found.swarm, undefined);
    assert.match(found.problems[0]?.message ?? '', /s2 init/);
  });
});
