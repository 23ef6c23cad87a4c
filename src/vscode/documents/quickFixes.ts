import {
  CodeAction,
  CodeActionKind,
  l10n,
  languages,
  WorkspaceEdit,
  type CodeActionContext,
  type CodeActionProvider,
  type DocumentSelector,
  type Range,
  type TextDocument,
} from 'vscode';
import type { Disposable } from '../../base/disposable.ts';
import type { Problem, TextEdit } from '../../domain/document/problem.ts';
import { toEditorRange } from './diagnosticsView.ts';
import { combineFixes } from './fixEdits.ts';
import type { Linter } from './linter.ts';

const fixAll = CodeActionKind.SourceFixAll.append('s2');

const selector: DocumentSelector = ['file', 'untitled'].map((scheme) => ({
  scheme,
  pattern: '**/*.{md,yaml,yml,txt}',
}));

/** Offers the fixes that findings carry, one by one and all at once. */
export function registerQuickFixes(linter: Linter): Disposable {
  const provider: CodeActionProvider = {
    provideCodeActions: (document, range, context) => [
      ...singleFixes(linter, document, range, context),
      ...allFixes(linter, document, context),
    ],
  };
  return languages.registerCodeActionsProvider(selector, provider, {
    providedCodeActionKinds: [CodeActionKind.QuickFix, fixAll],
  });
}

/** Findings of exactly this text; none while a newer text waits to be checked, because their edits would hit the wrong place. */
function currentProblems(linter: Linter, document: TextDocument): readonly Problem[] {
  const findings = linter.findings.get(String(document.uri));
  return findings?.text === document.getText() ? findings.problems : [];
}

function singleFixes(linter: Linter, document: TextDocument, range: Range, context: CodeActionContext): CodeAction[] {
  if (context.only && !context.only.contains(CodeActionKind.QuickFix)) return [];
  return currentProblems(linter, document).flatMap((problem) => {
    const { fix } = problem;
    const place = toEditorRange(problem.range);
    if (!fix || !place.intersection(range)) return [];
    const action = new CodeAction(fix.title, CodeActionKind.QuickFix);
    action.edit = toWorkspaceEdit(document, fix.edits);
    action.isPreferred = !fix.choice;
    action.diagnostics = context.diagnostics.filter(
      (shown) => shown.source === 'S2' && shown.range.isEqual(place) && shown.message === problem.message,
    );
    return [action];
  });
}

function allFixes(linter: Linter, document: TextDocument, context: CodeActionContext): CodeAction[] {
  if (context.only && !context.only.contains(fixAll)) return [];
  const edits = combineFixes(currentProblems(linter, document));
  if (edits.length === 0) return [];
  const action = new CodeAction(l10n.t('Fix all S² problems in this file'), fixAll);
  action.edit = toWorkspaceEdit(document, edits);
  return [action];
}

function toWorkspaceEdit(document: TextDocument, edits: readonly TextEdit[]): WorkspaceEdit {
  const edit = new WorkspaceEdit();
  for (const { range, newText } of edits) edit.replace(document.uri, toEditorRange(range), newText);
  return edit;
}
