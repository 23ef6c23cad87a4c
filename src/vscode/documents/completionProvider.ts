import {
  CompletionItem,
  CompletionItemKind,
  CompletionList,
  CompletionTriggerKind,
  languages,
  type CompletionItemProvider,
} from 'vscode';
import type { Disposable } from '../../base/disposable.ts';
import type { Candidate, CompletionKind, Completions } from '../../domain/document/features/completionItem.ts';
import { completionTriggers } from '../../domain/document/features/completionTriggers.ts';
import { toEditorRange } from './diagnosticsView.ts';
import { documentSelector } from './documentSelector.ts';
import { placeAt, type LanguageSource } from './languageSource.ts';
import { plainText } from './plainText.ts';

/** Offers what may be written at the cursor. */
export function registerCompletion(source: LanguageSource): Disposable {
  const provider: CompletionItemProvider = {
    provideCompletionItems: async (document, position, token, context) => {
      const opened = await source.open(document);
      if (!opened || token.isCancellationRequested) return undefined;
      const isTyped = context.triggerKind === CompletionTriggerKind.TriggerCharacter;
      const found = opened.features.completeAt(placeAt(opened, position), isTyped);
      return found && toList(found);
    },
  };
  return languages.registerCompletionItemProvider(documentSelector, provider, ...completionTriggers);
}

function toList(completions: Completions): CompletionList {
  const range = toEditorRange(completions.range);
  const items = completions.items.map((candidate, index) => {
    const { label, kind, detail, newText = label } = candidate;
    const item = new CompletionItem({ label, ...(detail === undefined ? {} : { description: short(detail) }) });
    item.kind = itemKind(kind);
    item.insertText = newText;
    item.filterText = filterText(candidate);
    item.sortText = String(index).padStart(5, '0');
    item.range = range;
    if (detail !== undefined) item.detail = plainText(detail);
    // Behind a key the next question is what its value may be.
    if (/[: ]$/.test(newText)) item.command = { command: 'editor.action.triggerSuggest', title: '' };
    return item;
  });
  return new CompletionList(items, completions.isPartial);
}

const short = (text: string) => plainText(text.length > 60 ? `${text.slice(0, 59)}…` : text);

/** The stars before a field's name are typed, too; a task is also found by its title. */
function filterText({ label, detail, kind, newText }: Candidate): string {
  if (newText?.startsWith('**')) return newText;
  return kind === 'task' || kind === 'rule' ? `${label} ${detail ?? ''}` : label;
}

function itemKind(kind: CompletionKind): CompletionItemKind {
  switch (kind) {
    case 'task':
      return CompletionItemKind.Reference;
    case 'session':
      return CompletionItemKind.User;
    case 'model':
      return CompletionItemKind.Class;
    case 'capability':
      return CompletionItemKind.Interface;
    case 'value':
      return CompletionItemKind.EnumMember;
    case 'field':
      return CompletionItemKind.Field;
    case 'rule':
      return CompletionItemKind.Constant;
  }
}
