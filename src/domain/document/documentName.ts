import type { DocumentKind } from './documentKind.ts';

/** First and last phase, the same for a single one. */
export interface PhaseSpan {
  readonly from: number;
  readonly to: number;
}

/** What a document's file name says. */
export interface DocumentName {
  readonly kind: DocumentKind;
  /** The session label as in the name: `1`, `CLI`, `session-4`, `6-IF-TALENT`. */
  readonly session?: string;
  readonly phases?: PhaseSpan;
  /** A `-REVISED` file supersedes the file of the same name without it. */
  readonly revised: boolean;
}

/** The name's own patterns, first match wins; tried against the base name in upper case without its extension. */
const patterns: readonly {
  readonly kind: DocumentKind;
  readonly name: RegExp;
  readonly extensions?: readonly string[];
}[] = [
  { kind: 'swarm', name: /^SWARM$/, extensions: ['yaml', 'yml'] },
  { kind: 'phase', name: /^INSTRUCTIONS[-_]/ },
  { kind: 'phase', name: /^PHASES?[-_][\d.-]+[-_]SESSION[-_]/ },
  { kind: 'board', name: /TASK[-_]BOARD/ },
  { kind: 'board', name: /^TASK[-_]QUEUE/ },
  { kind: 'next-tasks', name: /^AUTONOMOUS[-_]NEXT[-_]TASKS/ },
  { kind: 'filler', name: /^FILLER[-_]TASK[-_]CATALOG/ },
  { kind: 'multi-session-status', name: /^(?:MULTI[-_])?SESSION[-_]STATUS$/ },
  { kind: 'matrix', name: /(?:COORDINATION|CROSS[-_]SESSION)[-_]MATRIX|^PHASES?[-_].*MATRIX/ },
  { kind: 'blockers', name: /^BLOCKERS$|^BLOCKER[-_]MATRIX/ },
  { kind: 'handover', name: /^SESSION[-_]HANDOVER/ },
  { kind: 'progress', name: /^INTEGRATION[-_]PROGRESS[-_]TRACKER/ },
  { kind: 'agents', name: /^AGENTS$/, extensions: ['md'] },
  { kind: 'prompt', name: /^SESSION[-_]PROMPT[-_]/ },
  { kind: 'mission', name: /^MISSION$/ },
  { kind: 'status', name: /^STATUS(?:[-_]|$)/, extensions: ['md', 'yaml', 'yml', 'txt'] },
];
const textExtensions: readonly string[] = ['md', 'txt'];

/** Reads a file name. Only the last part of the path counts, and case does not. */
export function readDocumentName(path: string): DocumentName {
  const base = path.slice(path.lastIndexOf('/') + 1);
  const dot = base.lastIndexOf('.');
  const stem = dot > 0 ? base.slice(0, dot) : base;
  const extension = dot > 0 ? base.slice(dot + 1).toLowerCase() : '';
  const upper = stem.slice(0, 255).toUpperCase();
  const found = patterns.find(
    (entry) => (entry.extensions ?? textExtensions).includes(extension) && entry.name.test(upper),
  );
  const kind = found?.kind ?? 'other';
  const revised = /[-_]REVISED$/.test(upper);
  const plain = stem.slice(0, 255).replace(/[-_]REVISED$/i, '');
  return { kind, revised, ...(kind === 'phase' || kind === 'status' ? readSubject(plain) : {}) };
}

/** `1-ndi` is session 1 with a role behind it; the whole label is tried first wherever sessions are matched. */
function readSubject(stem: string): { session?: string; phases?: PhaseSpan } {
  const phases = /[-_]?PHASES?[-_](\d{1,4})(?:[-_](\d{1,4}))?/i.exec(stem);
  const span = phases ? toSpan(phases[1], phases[2]) : undefined;
  const rest = phases ? stem.replace(phases[0], '') : stem;
  const session = /(?:^|[-_])(?:SESSION|AGENT)[-_](.+)$/i.exec(rest)?.[1];
  return { ...(session ? { session } : {}), ...(span ? { phases: span } : {}) };
}

/** A span from digits; the end defaults to the start and never lies before it. */
export function toSpan(from: string | undefined, to: string | undefined): PhaseSpan {
  const first = Number(from ?? 0);
  return { from: first, to: Math.max(first, Number(to ?? first)) };
}

/** The path of the document that a `-REVISED` one replaces; undefined for any other document. */
export function supersededPath(path: string): string | undefined {
  const base = path.replace(/[-_]REVISED(\.[^./]*)$/i, '$1');
  return base === path ? undefined : base;
}
