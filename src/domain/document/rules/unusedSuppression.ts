import { wholeLine } from '../lineEdits.ts';
import type { SwarmDocument } from '../model.ts';
import { nearest } from '../nearest.ts';
import type { Fix, Problem } from '../problem.ts';
import type { Range } from '../range.ts';
import type { Finding, LintRun, WorldRule } from '../rule.ts';
import { readSuppressions, type Suppression } from '../suppressions.ts';

/** A comment that hides nothing today hides the next mistake at its place. */
export const unusedSuppression: WorldRule = {
  id: 'document/unused-suppression',
  scope: 'world',
  severity: 'warning',
  loose: 'info',
  summary: 'A comment switches a rule off where it finds nothing, or a rule that does not exist.',
  check: ({ documents, swarm }, run) => {
    const byFile = Map.groupBy(run.found, ({ file }) => file);
    return [...documents, ...(swarm ? [swarm] : [])].flatMap((document) => {
      const suppressions = readSuppressions(document);
      if (suppressions.size === 0) return [];
      const byLine = Map.groupBy(byFile.get(document.path) ?? [], ({ range }) => range.start.line);
      return [...suppressions.values()].flatMap((one) =>
        check(document, one, { run, hidden: byLine.get(one.line) ?? [] }),
      );
    });
  },
};

function check(
  document: SwarmDocument,
  suppression: Suppression,
  { run, hidden }: { readonly run: LintRun; readonly hidden: readonly Problem[] },
): readonly Finding[] {
  const { rules, range, comment } = suppression;
  const found = (place: Range, message: string, fix: Fix): Finding => ({
    file: document.path,
    range: place,
    message,
    fix,
  });
  if (rules.length === 0) {
    if (hidden.length > 0) return [];
    return [
      found(
        range,
        'This comment hides nothing: no rule finds anything in the next line; remove it.',
        removal(document, comment),
      ),
    ];
  }
  const unused = rules.filter(({ value }) => !hidden.some(({ rule }) => rule === value));
  return unused.map(({ value, range: place }, index) => {
    const meant = run.ruleIds.includes(value) ? undefined : nearest(value, run.ruleIds);
    if (meant !== undefined) {
      const fix = { title: `Replace with ${meant}`, edits: [{ range: place, newText: meant }] };
      return found(place, `There is no rule ${value.slice(0, 60)}; did you mean ${meant}?`, fix);
    }
    const said = run.ruleIds.includes(value)
      ? `${value} finds nothing in the next line`
      : `There is no rule ${value.slice(0, 60)}`;
    if (unused.length === rules.length && index === 0)
      return found(place, `${said}; remove it.`, removal(document, comment));
    const before = { line: place.start.line, character: place.start.character - 1 };
    const fix = { title: 'Remove it', edits: [{ range: { start: before, end: place.end }, newText: '' }] };
    return found(place, `${said}; remove it.`, fix);
  });
}

function removal({ source }: SwarmDocument, comment: Range): Fix {
  const { line } = comment.start;
  const alone = source.line(line).trim().length === comment.end.character - comment.start.character;
  return { title: 'Remove the comment', edits: [{ range: alone ? wholeLine(source, line) : comment, newText: '' }] };
}
