import type { SwarmDocument } from '../model.ts';
import type { Finding, DocumentRule } from '../rule.ts';
import { isSameSession, shortSession } from '../subject.ts';

/** The file name decides whose phase it is; a heading that says something else misleads whoever reads it. */
export const fileNameMismatch: DocumentRule = {
  id: 'phase/file-name-mismatch',
  scope: 'document',
  severity: 'warning',
  summary: 'The heading of a phase file names another session or phase than the file name.',
  check: (document) => (document.kind === 'phase' ? [...sessionMismatch(document), ...phaseMismatch(document)] : []),
};

function sessionMismatch({ path, name, heading }: SwarmDocument): readonly Finding[] {
  const said = heading?.session;
  if (!said || name.session === undefined || isSameSession(said.value, name.session)) return [];
  return [mismatch(path, said.range, 'session', said.value, shortSession(name.session))];
}

function phaseMismatch({ path, name, heading }: SwarmDocument): readonly Finding[] {
  const said = heading?.phases;
  if (!said || !name.phases) return [];
  const show = ({ from, to }: { from: number; to: number }): string => (from === to ? String(from) : `${from}-${to}`);
  const wanted = show(name.phases);
  return show(said.value) === wanted ? [] : [mismatch(path, said.range, 'phase', show(said.value), wanted)];
}

function mismatch(file: string, range: Finding['range'], what: string, said: string, wanted: string): Finding {
  return {
    file,
    range,
    message: `The heading says ${what} ${said}, the file name says ${what} ${wanted}; the file name counts.`,
    fix: { title: `Change the heading to ${what} ${wanted}`, edits: [{ range, newText: wanted }] },
  };
}
