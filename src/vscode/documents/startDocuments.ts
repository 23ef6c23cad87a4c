import { commands, l10n, window, workspace, type Uri } from 'vscode';
import { DisposableStore, type Disposable } from '../../base/disposable.ts';
import type { Log } from '../../base/log.ts';
import { registerConvertAction } from './convertAction.ts';
import { createDiagnosticsView } from './diagnosticsView.ts';
import type { SwarmStore } from '../swarm/swarmStore.ts';
import type { LoadDocumentLanguage } from './documentLanguage.ts';
import { DocumentSet } from './documentSet.ts';
import { LanguageSource } from './languageSource.ts';
import { Linter, type Findings } from './linter.ts';
import { LiveView } from './liveView.ts';
import { registerQuickFixes } from './quickFixes.ts';
import { ReadDocuments } from './readDocuments.ts';
import { registerLanguageFeatures } from './registerLanguageFeatures.ts';
import { loadRulePages } from './rulePages.ts';

export interface DocumentsDependencies {
  readonly load: LoadDocumentLanguage;
  readonly extensionUri: Uri;
  readonly store: SwarmStore;
  readonly log: Log;
}

/** The document features of a window. */
export interface Documents extends Disposable {
  /** Checks every plan of the workspace now, tells the outcome and opens the list of problems. */
  lintWorkspace(): Promise<void>;
}

/** Registers the document features and begins to read the workspace's plans in the background. */
export function startDocuments({ load, extensionUri, store, log }: DocumentsDependencies): Documents {
  const owned = new DisposableStore();
  const documents = owned.add(new DocumentSet(log));
  const workspaceFolders = () => (workspace.workspaceFolders ?? []).map(({ uri }) => uri.path);
  const read = new ReadDocuments(documents, workspaceFolders);
  const live = owned.add(new LiveView(store));
  const linter = owned.add(new Linter({ documents, read, load, live, log }));
  owned.add(createDiagnosticsView(linter, () => loadRulePages(extensionUri, log)));
  owned.add(registerQuickFixes(linter));
  owned.add(registerConvertAction(load));
  owned.add(registerLanguageFeatures(new LanguageSource({ read, load, live, onDidRead: linter.onDidLint })));
  documents.readAll().catch((fault: unknown) => log.error(`the workspace's plans could not be read: ${String(fault)}`));
  return {
    lintWorkspace: async () => {
      await documents.readAll();
      await showOutcome(await linter.lintNow());
    },
    dispose: () => owned.dispose(),
  };
}

async function showOutcome(findings: ReadonlyMap<string, Findings>): Promise<void> {
  const problems = [...findings.values()].reduce((sum, found) => sum + found.problems.length, 0);
  const text =
    problems === 0
      ? l10n.t('{0} documents were checked and are in order.', findings.size)
      : l10n.t('{0} documents were checked: {1} findings.', findings.size, problems);
  void window.showInformationMessage(text);
  if (problems > 0) await commands.executeCommand('workbench.actions.view.problems');
}
