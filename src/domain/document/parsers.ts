import type { Located, Range } from './range.ts';
import type { SourceText } from './sourceText.ts';

/**
 * One block of a markdown document by its lines, `end` exclusive. Only the structure comes from the parser; texts are taken
 * from the lines themselves, so that positions are exact. Blocks come in document order; quotations are left out.
 */
export type MarkdownBlock =
  | { readonly kind: 'heading'; readonly level: number; readonly start: number; readonly end: number }
  /** A paragraph; `item` when it is the first one of a list item. */
  | { readonly kind: 'text'; readonly item: boolean; readonly start: number; readonly end: number }
  /** A pipe table: header, delimiter row, rows. */
  | { readonly kind: 'table'; readonly start: number; readonly end: number }
  /** A fenced code block with its fences; `info` is what follows the opening fence. */
  | { readonly kind: 'fence'; readonly info: string; readonly start: number; readonly end: number };

/** Finds the blocks of a markdown document. Never throws. */
export type ReadMarkdown = (source: SourceText) => readonly MarkdownBlock[];

/** A YAML value with the place where it is written. Aliases are already replaced by what they stand for. */
export type YamlNode =
  | {
      readonly kind: 'map';
      readonly range: Range;
      readonly entries: readonly { readonly key: Located<string>; readonly value: YamlNode }[];
    }
  | { readonly kind: 'list'; readonly range: Range; readonly items: readonly YamlNode[] }
  | {
      readonly kind: 'scalar';
      readonly range: Range;
      readonly value: string | number | boolean | null;
      /** As written, without quotes. */
      readonly text: string;
    };

/** A YAML document with what is wrong with it; `root` holds whatever could be read, and is absent for an empty document. */
export interface YamlTree {
  readonly root?: YamlNode;
  readonly errors: readonly { readonly message: string; readonly range: Range }[];
  /** Whether the text is no YAML, so that all but the first error may be its consequence and `root` may lack anything. */
  readonly broken?: true;
}

/** Reads the YAML between two offsets of a text; ranges are positions in the whole text. Never throws. */
export type ReadYaml = (source: SourceText, from?: number, to?: number) => YamlTree;

/** The reading libraries that the document language needs, handed in so that this room depends on none. */
export interface Parsers {
  readonly markdown: ReadMarkdown;
  readonly yaml: ReadYaml;
}
