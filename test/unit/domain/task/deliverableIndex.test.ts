import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { DeliverableIndex, sharedFile } from '../../../../src/domain/task/deliverableIndex.ts';
import { taskId } from '../../../../src/domain/task/ids.ts';

const cases: readonly [name: string, a: readonly string[], b: readonly string[], shared: string | undefined][] = [
  ['the same path', ['a.md'], ['a.md'], 'a.md'],
  ['a path that is written otherwise', ['./a.md'], ['a.md'], 'a.md'],
  ['a path in a folder', ['docs/'], ['docs/x/y.md'], 'docs/x/y.md'],
  ['a path that a glob matches', ['src/*.ts'], ['src/a.ts'], 'src/a.ts'],
  ['a path beside a glob', ['src/*.ts'], ['src/x/a.ts'], undefined],
  ['equal globs', ['src/*.ts'], ['src/*.ts'], 'src/*.ts'],
  ['globs that are not equal and meet', ['docs/*.md'], ['*/a.md'], 'docs/*.md'],
  ['a folder and a glob in it', ['src/'], ['src/x/*.ts'], 'src/**'],
  ['alternatives, one of which meets', ['{a,b}/*.ts'], ['b/**'], '{a,b}/*.ts'],
  ['globs that never meet', ['src/*.ts'], ['src/*.md'], undefined],
  ['one of several', ['x', 'y'], ['z', 'y'], 'y'],
  ['no files', [], ['a'], undefined],
  ['a name that begins like another', ['a'], ['ab'], undefined],
];

describe('a file that two tasks write', () => {
  for (const [name, a, b, shared] of cases)
    test(name, () => {
      assert.equal(sharedFile(a, b), shared);
      assert.equal(sharedFile(b, a) === undefined, shared === undefined, 'whoever asks');
      const index = new DeliverableIndex();
      const [one, two] = [taskId('one'), taskId('two')];
      index.add({ id: one, files: a });
      index.add({ id: two, files: b });
      assert.equal(index.besides({ id: one, files: a }).has(two), shared !== undefined);
      assert.equal(index.besides({ id: two, files: b }).has(one), shared !== undefined);
      index.delete({ id: two, files: b });
      assert.deepEqual([...index.besides({ id: one, files: a })], []);
    });
});
