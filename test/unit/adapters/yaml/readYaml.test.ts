import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readYaml } from '../../../../src/adapters/yaml/readYaml.ts';
import type { YamlNode } from '../../../../src/domain/document/parsers.ts';
import { SourceText } from '../../../../src/domain/document/sourceText.ts';

const tree = (text: string) => readYaml(new SourceText(text));

/** The plain value of a node, for comparison. */
function plain(node: YamlNode | undefined): unknown {
  if (!node) return undefined;
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'list') return node.items.map(plain);
  return Object.fromEntries(node.entries.map(({ key, value }) => [key.value, plain(value)]));
}

describe('readYaml', () => {
  it('reads values of every kind', () => {
    const { root, errors } = tree('a: 1\nb: [x, true, null, 2.5]\nc: { d: "e: f" }\ng: |\n  two\n  lines\n40: $40\n');
    assert.deepEqual(errors, []);
    assert.deepEqual(plain(root), { a: 1, b: ['x', true, null, 2.5], c: { d: 'e: f' }, g: 'two\nlines\n', 40: '$40' });
  });

  it('gives positions in the whole text, with any line ends and within a part', () => {
    for (const end of ['\n', '\r\n']) {
      const text = ['# 🔵 before', '---', 'name: "é🔵"', 'list:', '  - x', '---'].join(end);
      const source = new SourceText(text);
      const from = source.offsetAt({ line: 2, character: 0 });
      const { root } = readYaml(source, from, source.offsetAt({ line: 5, character: 0 }));
      assert.ok(root?.kind === 'map');
      const [name, list] = root.entries;
      assert.equal(name && source.slice(name.key.range), 'name');
      assert.equal(name && source.slice(name.value.range), '"é🔵"');
      assert.deepEqual(list?.value.kind === 'list' && list.value.items[0]?.range.start, { line: 4, character: 4 });
    }
  });

  it('takes the first document that holds something', () => {
    assert.deepEqual(plain(tree('---\n# only this\na: 1\n---\n').root), { a: 1 });
    assert.equal(tree('').root, undefined);
    assert.equal(tree('# nothing\n').root, undefined);
  });

  it('replaces aliases by what they stand for', () => {
    assert.deepEqual(plain(tree('a: &x [1]\nb: *x').root), { a: [1], b: [1] });
  });

  it('says where a text is broken and keeps what it can', () => {
    const broken = ['a: 1\nb: x: y', 'a: 1\na: 2', 'a: 1\nb: *nowhere', 'a: 1\n\tb: 2', 'a: 1\nb: [c'];
    for (const text of broken) {
      const { root, errors } = tree(text);
      assert.ok(errors.length > 0, text);
      assert.equal(errors[0]?.range.start.line, 1, text);
      assert.ok(errors.every(({ message }) => message.endsWith('.')));
      assert.ok(root?.kind === 'map' && root.entries[0]?.key.value === 'a', text);
    }
  });
});
