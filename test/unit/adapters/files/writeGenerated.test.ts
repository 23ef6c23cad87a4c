import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { writeGenerated, type WriteOutcome } from '../../../../src/adapters/files/writeGenerated.ts';
import { wholeDocument } from '../../../../src/domain/document/generate/marks.ts';
import { tempFolder } from '../../../support/tempFolder.ts';

const board = { name: 'BOARD.md', kind: 'board', body: '# Board\n' };

async function write(root: string, over: Partial<Parameters<typeof writeGenerated>[1]> = {}): Promise<WriteOutcome> {
  const [outcome] = await writeGenerated([board], { root, folder: 'status', write: true, ...over });
  assert.ok(outcome);
  return outcome;
}

describe('writeGenerated', () => {
  it('makes the folder and the file, and leaves nothing else', async () => {
    const root = tempFolder();
    assert.deepEqual(await write(root, { write: false }), { file: 'status/BOARD.md', result: 'missing' });
    assert.deepEqual(readdirSync(root), []);
    assert.equal((await write(root)).result, 'written');
    assert.deepEqual(readdirSync(join(root, 'status')), ['BOARD.md']);
    assert.equal(readFileSync(join(root, 'status/BOARD.md'), 'utf8'), wholeDocument('board', board.body));
    assert.equal((await write(root)).result, 'unchanged');
  });
  it('rewrites its part, keeps the rest and the rights of the file', async () => {
    const root = tempFolder();
    await write(root);
    const file = join(root, 'status/BOARD.md');
    writeFileSync(file, `mine\r\n${wholeDocument('board', 'old')}mine, too`);
    chmodSync(file, 0o640);
    assert.equal((await write(root, { write: false })).result, 'differs');
    assert.equal((await write(root)).result, 'written');
    assert.equal(readFileSync(file, 'utf8'), `mine\r\n${wholeDocument('board', board.body)}mine, too`);
    assert.equal(statSync(file).mode & 0o777, 0o640);
  });
  for (const [name, text] of Object.entries({
    'a person’s own file': '# My board\n',
    'a file with half a mark': '<!-- s2-generated:start board -->\n# My board\n',
    'bytes that are no text': Buffer.from([0xff, 0xfe, 0x00, 0xd8]),
  })) {
    it(`leaves ${name} as it is`, async () => {
      const root = tempFolder();
      mkdirSync(join(root, 'status'));
      writeFileSync(join(root, 'status/BOARD.md'), text);
      assert.equal((await write(root)).result, 'refused');
      assert.deepEqual(readFileSync(join(root, 'status/BOARD.md')), Buffer.from(text));
      assert.deepEqual(readdirSync(join(root, 'status')), ['BOARD.md']);
    });
  }
  for (const folder of ['../out', '/tmp', 'a/../../out', '~/x', 'C:/x']) {
    it(`writes nothing into ${folder}`, async () => {
      assert.equal((await write(tempFolder(), { folder })).result, 'refused');
    });
  }
  it('follows no link: not of the folder, not of one above it, not of the file, not to what is not there', async () => {
    const [root, outside] = [tempFolder(), tempFolder()];
    writeFileSync(join(outside, 'BOARD.md'), wholeDocument('board', 'old'));
    symlinkSync(outside, join(root, 'linked'));
    symlinkSync(join(outside, 'nothing'), join(root, 'dangling'));
    mkdirSync(join(root, 'status'));
    symlinkSync(join(outside, 'BOARD.md'), join(root, 'status/BOARD.md'));
    for (const folder of ['linked', 'linked/deeper', 'dangling', 'dangling/deeper', 'status']) {
      assert.equal((await write(root, { folder })).result, 'refused', folder);
    }
    assert.deepEqual(readdirSync(outside), ['BOARD.md']);
    assert.equal(readFileSync(join(outside, 'BOARD.md'), 'utf8'), wholeDocument('board', 'old'));
  });
});
