import MarkdownIt from 'markdown-it';
import type { MarkdownBlock, ReadMarkdown } from '../../domain/document/parsers.ts';

// Block structure only: inline parsing costs most of the time, and plan documents are read line by line anyway. Reference
// definitions and underlined headings are off because plans write `[x]: …` as text and `---` below fields as a rule.
const parser = new MarkdownIt('default', { html: true });
parser.core.ruler.enableOnly(['normalize', 'block']);
parser.block.ruler.disable(['reference', 'lheading']);

/** Reads the block structure of a markdown document with markdown-it. */
export const readMarkdown: ReadMarkdown = (source) => {
  const blocks: MarkdownBlock[] = [];
  let quoteDepth = 0;
  let tableDepth = 0;
  let startsItem = false;
  // A byte order mark would hide a heading on the first line; a blank keeps all positions.
  for (const token of parser.parse(source.text.replace(/^\uFEFF/, ' '), {})) {
    if (token.type === 'blockquote_open' || token.type === 'blockquote_close') quoteDepth += token.nesting;
    if (token.type === 'list_item_open') startsItem = true;
    const [start, end] = token.map ?? [0, 0];
    const hidden = quoteDepth > 0 || tableDepth > 0;
    if (token.type === 'table_open' || token.type === 'table_close') tableDepth += token.nesting;
    if (hidden || !token.map) continue;
    switch (token.type) {
      case 'heading_open':
        blocks.push({ kind: 'heading', level: Number(token.tag.slice(1)), start, end });
        break;
      case 'paragraph_open':
        blocks.push({ kind: 'text', item: startsItem, start, end });
        break;
      case 'table_open':
        blocks.push({ kind: 'table', start, end });
        break;
      case 'fence':
        blocks.push({ kind: 'fence', info: token.info.trim(), start, end });
        break;
    }
    if (token.type !== 'list_item_open') startsItem = false;
  }
  return blocks;
};
