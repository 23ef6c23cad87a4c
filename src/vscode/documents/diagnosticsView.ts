import { Diagnostic, DiagnosticSeverity, languages, Position, Range, Uri, workspace } from 'vscode';
import { DisposableStore, type Disposable } from '../../base/disposable.ts';
import type { Problem, Severity } from '../../domain/document/problem.ts';
import type { Range as ProblemRange } from '../../domain/document/range.ts';
import { settingIds } from '../ids.ts';
import type { Linter } from './linter.ts';
import { readSeverityOverrides, shownSeverity, type SeverityOverrides } from './severities.ts';

type RulePages = ReadonlyMap<string, Uri>;

/** Shows findings as diagnostics, as far as the settings want them. `loadPages` is asked at the first finding. */
export function createDiagnosticsView(linter: Linter, loadPages: () => Promise<RulePages>): Disposable {
  const owned = new DisposableStore();
  const collection = owned.add(languages.createDiagnosticCollection('s2'));
  const shown = new Map<string, readonly Problem[]>();
  let loading: Promise<RulePages> | undefined;
  const draw = async (again: boolean) => {
    loading ??= loadPages();
    const pages = await loading;
    const all = linter.findings;
    for (const key of [...shown.keys()].filter((known) => !all.has(known))) {
      collection.delete(Uri.parse(key));
      shown.delete(key);
    }
    for (const [key, { uri, problems }] of all) {
      if (!again && JSON.stringify(shown.get(key)) === JSON.stringify(problems)) continue;
      shown.set(key, problems);
      collection.set(uri, diagnosticsOf(uri, problems, pages));
    }
  };
  owned.add(linter.onDidLint(() => void draw(false)));
  owned.add(
    workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('s2.lint')) void draw(true);
    }),
  );
  return owned;
}

function diagnosticsOf(uri: Uri, problems: readonly Problem[], pages: RulePages): Diagnostic[] {
  const settings = workspace.getConfiguration(undefined, uri);
  if (settings.get<unknown>(settingIds.lintEnabled) === false) return [];
  const overrides = readSeverityOverrides(settings.get<unknown>(settingIds.lintSeverity));
  return problems.flatMap((problem) => diagnosticOf(problem, overrides, pages) ?? []);
}

function diagnosticOf(problem: Problem, overrides: SeverityOverrides, pages: RulePages): Diagnostic | undefined {
  const severity = shownSeverity(problem, overrides);
  if (severity === undefined) return undefined;
  const diagnostic = new Diagnostic(toEditorRange(problem.range), problem.message, editorSeverity(severity));
  diagnostic.source = 'S2';
  const page = pages.get(problem.rule);
  diagnostic.code = page ? { value: problem.rule, target: page } : problem.rule;
  return diagnostic;
}

function editorSeverity(severity: Severity): DiagnosticSeverity {
  switch (severity) {
    case 'error':
      return DiagnosticSeverity.Error;
    case 'warning':
      return DiagnosticSeverity.Warning;
    case 'info':
      return DiagnosticSeverity.Information;
  }
}

/** The editor's own range for a place in a document. */
export function toEditorRange({ start, end }: ProblemRange): Range {
  return new Range(new Position(start.line, start.character), new Position(end.line, end.character));
}
