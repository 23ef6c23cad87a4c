import {
  CodeAction,
  CodeActionKind,
  l10n,
  languages,
  Range,
  Uri,
  WorkspaceEdit,
  type CodeActionContext,
  type DocumentSelector,
  type TextDocument,
} from 'vscode';
import type { Disposable } from '../../base/disposable.ts';
import type { LoadDocumentLanguage } from './documentLanguage.ts';

const kind = CodeActionKind.Source.append('convert.s2');
const selector: DocumentSelector = ['file', 'untitled'].map((scheme) => ({ scheme, pattern: '**/*.{md,txt}' }));

/** Offers to write an older phase file in canonical form, at the finding that says how it was read and among the source actions. */
export function registerConvertAction(load: LoadDocumentLanguage): Disposable {
  return languages.registerCodeActionsProvider(
    selector,
    { provideCodeActions: (document, _range, context) => offer(document, context, load) },
    { providedCodeActionKinds: [CodeActionKind.QuickFix, kind] },
  );
}

async function offer(
  document: TextDocument,
  context: CodeActionContext,
  load: LoadDocumentLanguage,
): Promise<CodeAction[]> {
  const legacy = context.diagnostics.filter(
    ({ code }) => typeof code === 'object' && code.value === 'document/legacy-shape',
  );
  const isAsked = context.only ? context.only.contains(kind) : false;
  if (!isAsked && legacy.length === 0) return [];
  const name = document.uri.path.slice(document.uri.path.lastIndexOf('/') + 1);
  const conversion = (await load()).convert(name, document.getText());
  if (conversion.kind !== 'converted') return [];
  const action = new CodeAction(l10n.t('Write this plan in canonical form'), isAsked ? kind : CodeActionKind.QuickFix);
  action.diagnostics = legacy;
  action.edit = toEdit(document, name, conversion.files);
  return [action];
}

/** The document's own text is replaced; where it becomes several files, they are made, and it is put aside. An existing file stops the whole edit. */
function toEdit(
  document: TextDocument,
  name: string,
  files: readonly { readonly path: string; readonly text: string }[],
): WorkspaceEdit {
  const edit = new WorkspaceEdit();
  for (const { path, text } of files) {
    if (path === name) {
      edit.replace(document.uri, new Range(0, 0, document.lineCount, 0), text);
      continue;
    }
    edit.createFile(Uri.joinPath(document.uri, '..', path), { contents: new TextEncoder().encode(text) });
  }
  if (!files.some(({ path }) => path === name)) {
    edit.renameFile(document.uri, document.uri.with({ path: `${document.uri.path}.old` }));
  }
  return edit;
}
