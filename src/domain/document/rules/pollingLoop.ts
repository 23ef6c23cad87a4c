import { clip } from '../inlineText.ts';
import type { SwarmDocument } from '../model.ts';
import { lineRange, type Range } from '../range.ts';
import type { Finding, DocumentRule } from '../rule.ts';

const instead = 'The next phase is announced when it is ready; nothing needs to be polled.';

/** Loops of `sleep` and `git pull` are from the time when git was the message bus; now they only burn time and money. */
export const pollingLoop: DocumentRule = {
  id: 'phase/polling-loop',
  scope: 'document',
  severity: 'warning',
  summary: 'Instructions tell an agent to poll.',
  check: (document) =>
    document.kind === 'phase' || document.kind === 'matrix' ? [...loops(document), ...phrases(document)] : [],
};

function loops(document: SwarmDocument): readonly Finding[] {
  return document.fences
    .filter((fence) => isLoop(document, fence))
    .map((fence) => {
      const opening = document.source.line(fence.start.line);
      const indent = opening.slice(0, opening.length - opening.trimStart().length);
      return {
        file: document.path,
        range: fence,
        message: 'This loop polls git; what a session waits for is pushed to it, so remove the loop.',
        fix: { title: 'Replace the polling loop', edits: [{ range: fence, newText: indent + instead }] },
      };
    });
}

function isLoop({ source }: SwarmDocument, fence: Range): boolean {
  let sleeps = false;
  let fetches = false;
  for (let line = fence.start.line + 1; line < fence.end.line; line++) {
    const text = clip(source.line(line));
    sleeps ||= /\bsleep\s{1,9}["$\d{]/.test(text);
    fetches ||= /\bgit\s{1,9}(?:pull|fetch)\b/.test(text);
  }
  return sleeps && fetches;
}

/** `auto-poll Phase 4` among the steps of completion. */
function phrases(document: SwarmDocument): readonly Finding[] {
  return document.fields.flatMap(({ key, value }) => {
    const found =
      key === 'completion' ? /\bauto-poll(?:\s{1,9}(?:for\s)?phase\s{1,9}\d{1,4})?/i.exec(clip(value.value)) : null;
    if (!found) return [];
    const from = value.range.start.character + found.index;
    const range = lineRange(value.range.start.line, from, from + found[0].length);
    const message = `“${found[0]}” asks an agent to poll; the next phase is pushed to it.`;
    return [
      {
        file: document.path,
        range,
        message,
        fix: { title: 'Replace with “next phase”', edits: [{ range, newText: 'next phase' }] },
      },
    ];
  });
}
