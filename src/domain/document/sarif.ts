import type { Problem, Severity, TextEdit } from './problem.ts';
import type { Range } from './range.ts';
import type { Rule } from './rule.ts';

const levels: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = {
  error: 'error',
  warning: 'warning',
  info: 'note',
};

/**
 * Findings as a log of SARIF 2.1.0 (OASIS standard, sections 3.13 to 3.57): one run, all rules, lines and columns counted from 1 in
 * UTF-16 code units, the end column behind the last sign, paths as relative URIs.
 */
export function createSarif(
  problems: readonly Problem[],
  { rules, version }: { readonly rules: readonly Rule[]; readonly version: string },
): object {
  const numbers = new Map(rules.map(({ id }, index) => [id, index]));
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 's2-lint',
            semanticVersion: version,
            rules: rules.map(({ id, summary, severity }) => ({
              id,
              shortDescription: { text: summary },
              defaultConfiguration: { level: levels[severity] },
            })),
          },
        },
        columnKind: 'utf16CodeUnits',
        results: problems.map((problem) => toResult(problem, numbers.get(problem.rule))),
      },
    ],
  };
}

function toResult({ rule, severity, message, file, range, fix }: Problem, ruleIndex: number | undefined): object {
  const artifactLocation = { uri: toUri(file) };
  return {
    ruleId: rule,
    ...(ruleIndex === undefined ? {} : { ruleIndex }),
    level: levels[severity],
    message: { text: message },
    locations: [{ physicalLocation: { artifactLocation, region: toRegion(range) } }],
    ...(fix && fix.edits.length > 0
      ? {
          fixes: [
            {
              description: { text: fix.title },
              artifactChanges: [{ artifactLocation, replacements: fix.edits.map(toReplacement) }],
            },
          ],
        }
      : {}),
  };
}

function toReplacement({ range, newText }: TextEdit): object {
  return { deletedRegion: toRegion(range), insertedContent: { text: newText } };
}

function toRegion({ start, end }: Range): object {
  return {
    startLine: start.line + 1,
    startColumn: start.character + 1,
    endLine: end.line + 1,
    endColumn: end.character + 1,
  };
}

/** A relative reference: each part is escaped, so that no name reads as a scheme, a query or a fragment. */
function toUri(file: string): string {
  return file
    .split('/')
    .map((part) => encodeURIComponent(part.toWellFormed()))
    .join('/');
}
