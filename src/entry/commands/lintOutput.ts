import { formatForGithub } from '../../domain/document/githubLines.ts';
import { createLintReport, formatProblem, type LintReport } from '../../domain/document/lintReport.ts';
import type { SwarmDocument } from '../../domain/document/model.ts';
import type { Problem } from '../../domain/document/problem.ts';
import { rules } from '../../domain/document/rules/index.ts';
import { createSarif } from '../../domain/document/sarif.ts';
import manifest from '../../../package.json' with { type: 'json' };
import { say, sayJson } from './command.ts';

/** What `s2 lint --format` takes. */
export const lintFormats = ['pretty', 'json', 'sarif', 'github'] as const;
export type LintFormat = (typeof lintFormats)[number];

/** Prints findings in a format; returns the numbers behind the exit code. */
export function sayFindings(
  found: { readonly documents: readonly SwarmDocument[]; readonly problems: readonly Problem[] },
  { format, folder }: { readonly format: LintFormat; readonly folder: string },
): LintReport['summary'] {
  const report = createLintReport(found.documents, found.problems);
  switch (format) {
    case 'json':
      sayJson(report);
      break;
    case 'sarif':
      sayJson(createSarif(found.problems, { rules, version: manifest.version }));
      break;
    case 'github':
      for (const problem of found.problems) say(formatForGithub(problem));
      break;
    case 'pretty':
      say([...found.problems.map(formatProblem), describe(report.summary, folder)].join('\n'));
      break;
  }
  return report.summary;
}

function describe({ documents, tasks, errors, warnings, infos }: LintReport['summary'], folder: string): string {
  if (documents === 0) {
    return `There are no plan documents in ${folder}; write one such as INSTRUCTIONS-SESSION-1-PHASE-1.md, or let \`s2 init\` do it.`;
  }
  return `${documents} documents, ${tasks} tasks: ${errors} errors, ${warnings} warnings, ${infos} notes`;
}
