import type { SwarmDocument } from './model.ts';
import type { Problem } from './problem.ts';

/** What `s2 lint --json` prints; fields may be added, not renamed. Positions are 0-based. */
export interface LintReport {
  readonly documents: readonly {
    readonly file: string;
    readonly kind: string;
    readonly dialect: string;
    readonly tasks: number;
  }[];
  readonly problems: readonly (Pick<Problem, 'file' | 'rule' | 'severity' | 'message' | 'range'> & {
    readonly fixable: boolean;
  })[];
  readonly summary: {
    readonly documents: number;
    readonly tasks: number;
    readonly errors: number;
    readonly warnings: number;
    readonly infos: number;
  };
}

/** Puts documents and findings into the shape that machines read. */
export function createLintReport(documents: readonly SwarmDocument[], problems: readonly Problem[]): LintReport {
  const countOf = (severity: Problem['severity']): number =>
    problems.filter((problem) => problem.severity === severity).length;
  return {
    documents: documents.map(({ path, kind, dialect, tasks }) => ({ file: path, kind, dialect, tasks: tasks.length })),
    problems: problems.map(({ file, rule, severity, message, range, fix }) => ({
      file,
      rule,
      severity,
      message,
      range,
      fixable: fix !== undefined,
    })),
    summary: {
      documents: documents.length,
      tasks: documents.reduce((sum, document) => sum + document.tasks.length, 0),
      errors: countOf('error'),
      warnings: countOf('warning'),
      infos: countOf('info'),
    },
  };
}

/** One line for a person: `file:line:column severity rule message`, line and column counted from 1. Control signs are taken out. */
export function formatProblem(problem: Problem): string {
  const { file, range, severity, rule, message } = problem;
  const line = `${file}:${range.start.line + 1}:${range.start.character + 1} ${severity} ${rule} ${message}`;
  return line.replaceAll(/\p{Cc}/gu, ' ');
}
