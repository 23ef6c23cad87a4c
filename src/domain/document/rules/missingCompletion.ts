import { lineEndOf } from '../lineEdits.ts';
import type { SwarmDocument } from '../model.ts';
import type { Fix } from '../problem.ts';
import { documentStart } from '../range.ts';
import type { DocumentRule } from '../rule.ts';

/** Whoever works by hand from a phase file has to know what ends the phase. */
export const missingCompletion: DocumentRule = {
  id: 'phase/missing-completion',
  scope: 'document',
  severity: 'info',
  summary: 'A canonical phase file does not say what completes the phase.',
  check: (document) => {
    if (document.kind !== 'phase' || document.dialect !== 'canonical' || document.tasks.length === 0) return [];
    if (document.fields.some(({ key }) => key === 'completion')) return [];
    const fix = fixOf(document);
    return [
      {
        file: document.path,
        range: document.heading?.range ?? documentStart,
        message:
          'This phase file does not say what completes it; end it with a line such as **Completion:** commit, next phase.',
        ...(fix ? { fix } : {}),
      },
    ];
  },
};

function fixOf({ source, fences, name }: SwarmDocument): Fix | undefined {
  const { text, lines } = source;
  const last = lines.length - 1;
  // In code or HTML that is still open at the end, the line would not be read.
  if (fences.some(({ end }) => end.line >= last) || /<(?:!--(?![^]*-->)|script|pre|style|textarea)/i.test(text))
    return undefined;
  const eol = lineEndOf(source);
  const end = { line: last, character: source.line(last).length };
  const status = name.phases ? `, STATUS-PHASE-${name.phases.from}.md` : '';
  const newText = `${end.character === 0 ? '' : eol}${eol}**Completion:** commit${status}, next phase${eol}`;
  return { title: 'Say what completes the phase', edits: [{ range: { start: end, end }, newText }] };
}
