import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readMarkdown } from '../../../../src/adapters/markdown/readMarkdown.ts';
import { SourceText } from '../../../../src/domain/document/sourceText.ts';

/** Blocks in short form: kind with its detail, first line, line after the last. */
function check(name: string, lines: readonly string[], expected: readonly string[]): void {
  for (const end of ['\n', '\r\n', '\r']) {
    it(`${name} (${JSON.stringify(end)})`, () => {
      const blocks = readMarkdown(new SourceText(lines.join(end))).map((block) => {
        const detail =
          block.kind === 'heading'
            ? block.level
            : block.kind === 'text'
              ? block.item
                ? 'item'
                : ''
              : block.kind === 'fence'
                ? block.info
                : '';
        return `${block.kind}${detail} ${block.start}-${block.end}`;
      });
      assert.deepEqual(blocks, expected);
    });
  }
}

describe('readMarkdown', () => {
  check('headings and paragraphs', ['# a', '', 'b', 'c', '### d'], ['heading1 0-1', 'text 2-4', 'heading3 4-5']);
  check('items and their paragraphs', ['- a', '  b', '', '  c', '- d'], ['textitem 0-2', 'text 3-4', 'textitem 4-5']);
  check('nested items', ['1. a', '   - b'], ['textitem 0-1', 'textitem 1-2']);
  check('tables', ['| a | b |', '|---|---|', '| c | d |', '', 'e'], ['table 0-3', 'text 4-5']);
  check('code blocks', ['```yaml', 'a: 1', '```', '~~~', 'never closed'], ['fenceyaml 0-3', 'fence 3-5']);
  check('quotations are left out', ['> # a', '> b', '', 'c'], ['text 3-4']);
  check('a rule below fields is no underlined heading', ['**a:** b', '---', 'c'], ['text 0-1', 'text 2-3']);
  check('a byte order mark', ['\uFEFF# a'], ['heading1 0-1']);
});
