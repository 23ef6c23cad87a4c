import { env, l10n, ProgressLocation, Uri, window, workspace } from 'vscode';
import type { Result } from '../../base/result.ts';
import type { LeaderProblem } from '../../protocol/swarmLeader.ts';
import type { WitnessAsking } from '../../protocol/witnessView.ts';
import { commandIds } from '../ids.ts';
import { plainMessage } from '../plainMessage.ts';
import type { SwarmStore } from '../swarm/swarmStore.ts';
import { abortOn } from '../witness/abortOn.ts';
import type { HistoryDocuments } from '../witness/historyDocuments.ts';
import { describeVerdict } from '../witness/witnessItems.ts';
import type { WitnessModel } from '../witness/witnessModel.ts';
import { entryOf, taskOf } from './commandArgument.ts';
import { pickTask } from './picks.ts';
import type { CommandHandler } from './registerCommands.ts';

export interface WitnessCommandDependencies {
  readonly model: WitnessModel;
  readonly store: SwarmStore;
  readonly histories: HistoryDocuments;
}

/** Commands about the ledger and its proof; each says what is missing when there is no ledger. */
export function witnessCommands(given: WitnessCommandDependencies): Readonly<Record<string, CommandHandler>> {
  const { model } = given;
  return {
    [commandIds.verifyWitness]: () => inLedger(model, (folder) => verify(model, folder)),
    [commandIds.showTaskHistory]: (argument) => inLedger(model, () => showHistory(given, taskOf(argument))),
    [commandIds.exportWitness]: () => inLedger(model, (folder) => exportBundle(given, folder)),
    [commandIds.copyInclusionProof]: (argument) =>
      inLedger(model, (folder) => copyProof(model, folder, entryOf(argument))),
    [commandIds.showOlderEntries]: () => model.showOlder(),
    [commandIds.groupWitnessByTask]: () => model.groupBy('task'),
    [commandIds.groupWitnessByTime]: () => model.groupBy('time'),
  };
}

async function inLedger(model: WitnessModel, act: (folder: string) => Promise<unknown>): Promise<void> {
  const folder = await model.currentFolder();
  if (folder !== undefined) return void (await act(folder));
  const text = workspace.isTrusted
    ? l10n.t('There is no swarm.yaml in this workspace, so there is no ledger to look at.')
    : l10n.t('The ledger of a folder is read only in a trusted workspace.');
  void window.showInformationMessage(text);
}

/** Does something long with the ledger: shown, and ended by Cancel. */
function withProgress<Value>(title: string, act: (asking: WitnessAsking) => Promise<Value>): Promise<Value> {
  return Promise.resolve(
    window.withProgress({ location: ProgressLocation.Notification, title, cancellable: true }, (progress, token) =>
      act({ signal: abortOn(token), onProgress: (message) => progress.report({ message }) }),
    ),
  );
}

/** The value of an answer; a problem is told, unless it is that the person cancelled. */
function valueOrTell<Value>(answer: Result<Value, LeaderProblem>): Value | undefined {
  if (answer.ok) return answer.value;
  if (answer.error.code !== 'cancelled') void window.showErrorMessage(plainMessage(answer.error.message));
  return undefined;
}

async function verify(model: WitnessModel, folder: string): Promise<void> {
  const found = await withProgress(l10n.t('Verifying the ledger'), (asking) => model.verify(folder, asking));
  if (found.kind === 'problem') return void window.showErrorMessage(plainMessage(found.message));
  if (found.kind !== 'done') return;
  const { verdict } = found;
  const text = describeVerdict(verdict);
  const trust = l10n.t('Checked {0}.', verdict.trust);
  if (verdict.ok)
    void window.showInformationMessage(plainMessage(`${l10n.t('The ledger verifies: {0}', text)} ${trust}`));
  else void window.showErrorMessage(plainMessage(`${l10n.t('The ledger does not verify.')} ${text}`));
}

async function showHistory(given: WitnessCommandDependencies, asked: string | undefined): Promise<void> {
  const task = asked ?? (await chooseTask(given));
  if (task === undefined) return;
  const document = await workspace.openTextDocument(given.histories.open(task));
  await window.showTextDocument(document, { preview: true });
}

async function chooseTask({ store, model }: WitnessCommandDependencies): Promise<string | undefined> {
  const placeHolder = l10n.t('Whose history do you want to see?');
  const { snapshot } = store;
  if (snapshot) return pickTask(snapshot, snapshot.tasks, placeHolder);
  await model.refresh();
  const { ledger } = model;
  const tasks = ledger.kind === 'read' ? ledger.page.entries.flatMap(({ task }) => task ?? []) : [];
  if (tasks.length > 0) return window.showQuickPick([...new Set(tasks)], { placeHolder });
  const text =
    ledger.kind === 'problem'
      ? ledger.message
      : l10n.t('No swarm was run here yet. Launch one; its ledger begins then.');
  void window.showInformationMessage(plainMessage(text));
  return undefined;
}

async function exportBundle({ model, store }: WitnessCommandDependencies, folder: string): Promise<void> {
  const name = (store.snapshot?.swarm.name ?? 'swarm').replaceAll(/[^\w.-]+/g, '-');
  const target = await window.showSaveDialog({
    defaultUri: Uri.joinPath(Uri.file(folder), `${name}-witness.jsonl`),
    filters: { [l10n.t('Witness bundle')]: ['jsonl'] },
    title: l10n.t('Export Witness Bundle'),
  });
  if (!target) return;
  if (target.scheme !== 'file') {
    void window.showErrorMessage(l10n.t('A bundle is written to a folder on disk. Choose one there.'));
    return;
  }
  const made = valueOrTell(
    await withProgress(l10n.t('Exporting the witness bundle'), (asking) =>
      model.ask((reader) => reader.exportTo(folder, target.fsPath, asking)),
    ),
  );
  if (!made) return;
  const { entries, checkpoints, firstBad } = made;
  const held = l10n.t('{0} holds {1} entries and {2} signed checkpoints.', target.fsPath, entries, checkpoints);
  if (!firstBad) return void window.showInformationMessage(plainMessage(held));
  const bad = l10n.t('It does not verify: entry {0} {1} ({2}).', firstBad.sequence, firstBad.meaning, firstBad.code);
  void window.showWarningMessage(plainMessage(`${held} ${bad}`));
}

async function copyProof(model: WitnessModel, folder: string, asked: number | undefined): Promise<void> {
  const sequence = asked ?? (await askForEntry(model));
  if (sequence === undefined) return;
  const proof = valueOrTell(
    await withProgress(l10n.t('Proving entry {0}', sequence), (asking) =>
      model.ask((reader) => reader.prove(folder, sequence, asking)),
    ),
  );
  if (proof === undefined) return;
  await env.clipboard.writeText(proof);
  const text = l10n.t(
    'The proof that entry {0} is in the ledger is in the clipboard. Whoever has the public key checks it with `s2 witness verify-proof`.',
    sequence,
  );
  void window.showInformationMessage(text);
}

async function askForEntry(model: WitnessModel): Promise<number | undefined> {
  await model.refresh();
  const size = model.ledger.kind === 'read' ? model.ledger.page.size : 0;
  const typed = await window.showInputBox({
    prompt: l10n.t('Number of the entry to prove, 1 to {0}', size),
    value: String(size),
    validateInput: (text) => {
      const isNumber = /^[1-9]\d{0,14}$/.test(text) && Number(text) <= size;
      return isNumber ? undefined : l10n.t('Give a number from 1 to {0}.', size);
    },
  });
  return typed === undefined ? undefined : Number(typed);
}
