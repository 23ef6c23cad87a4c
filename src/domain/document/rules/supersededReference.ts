import type { SwarmDocument } from '../model.ts';
import { lineRange } from '../range.ts';
import type { WorldRule } from '../rule.ts';
import { supersededPath } from '../documentName.ts';

const fileName = /[\w.-]{1,200}\.(?:md|txt|ya?ml)\b/gi;

/** Whoever follows the reference works from a plan that no longer counts. */
export const supersededReference: WorldRule = {
  id: 'phase/superseded-reference',
  scope: 'world',
  severity: 'warning',
  loose: 'info',
  summary: 'A document refers to a file that a `-REVISED` one replaces.',
  check: ({ documents, superseded }) => {
    if (superseded.length === 0) return [];
    const revised = new Map(documents.flatMap((document) => entryOf(document)));
    return documents.flatMap(({ path, source }) =>
      [...source.text.matchAll(fileName)].flatMap((found) => {
        const replacement = revised.get(found[0].toLowerCase());
        if (replacement === undefined || path.endsWith(replacement)) return [];
        const { line, character } = source.positionAt(found.index);
        const range = lineRange(line, character, character + found[0].length);
        const fix = { title: `Refer to ${replacement}`, edits: [{ range, newText: replacement }] };
        return [{ file: path, range, message: `${found[0]} is replaced by ${replacement}; refer to that.`, fix }];
      }),
    );
  },
};

function entryOf({ path }: SwarmDocument): readonly (readonly [string, string])[] {
  const old = supersededPath(path);
  return old === undefined ? [] : [[baseName(old).toLowerCase(), baseName(path)]];
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
