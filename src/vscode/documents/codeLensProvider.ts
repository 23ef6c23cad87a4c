import { CodeLens, EventEmitter, l10n, languages, workspace, type Command } from 'vscode';
import { DisposableStore, type Disposable } from '../../base/disposable.ts';
import type { LensAction } from '../../domain/document/features/codeLenses.ts';
import { commandIds } from '../ids.ts';
import { toEditorRange } from './diagnosticsView.ts';
import { documentSelector } from './documentSelector.ts';
import type { LanguageSource } from './languageSource.ts';
import { plainText } from './plainText.ts';

/** Shows above a plan's headings how it stands and what can be done; nothing in a workspace that is not trusted. */
export function registerCodeLenses(source: LanguageSource): Disposable {
  const owned = new DisposableStore();
  const changed = new EventEmitter<void>();
  owned.add(changed);
  owned.add(source.onDidChange(() => changed.fire()));
  owned.add(workspace.onDidGrantWorkspaceTrust(() => changed.fire()));
  owned.add(
    languages.registerCodeLensProvider(documentSelector, {
      onDidChangeCodeLenses: changed.event,
      provideCodeLenses: async (document) => {
        if (!workspace.isTrusted) return [];
        const opened = await source.open(document);
        const lenses = opened?.features.codeLenses(opened, opened.document) ?? [];
        return lenses.map(({ range, action }) => new CodeLens(toEditorRange(range), toCommand(action)));
      },
    }),
  );
  return owned;
}

/** Only commands of our own; an argument is the id of a task that the ledger knows. */
function toCommand(action: LensAction): Command {
  switch (action.kind) {
    case 'launch':
      return {
        command: commandIds.launchSwarm,
        title: l10n.t('Launch phase {0}', action.phase),
        tooltip: l10n.t('Launches the swarm; a phase starts when the phases before it are done.'),
      };
    case 'claim':
      return { command: commandIds.claimTask, title: l10n.t('Claim'), arguments: [action.task] };
    case 'why':
      return { command: commandIds.showWhy, title: l10n.t('Show why'), arguments: [action.task] };
    case 'progress':
      return { command: '', title: l10n.t('{0} of {1} tasks completed', action.completed, action.total) };
    case 'standing':
      return {
        command: '',
        title: plainTitle(action.owner === null ? action.status : `${action.status} · ${action.owner}`),
      };
  }
}

/** In a lens `$(name)` is an icon, whoever wrote it. */
function plainTitle(text: string): string {
  return plainText(text).replaceAll('$(', '$ (');
}
