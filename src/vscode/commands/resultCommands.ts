import { commands, l10n, ProgressLocation, window, workspace } from 'vscode';
import type { Result } from '../../base/result.ts';
import type { MergeDone, MergeLook, MergeProblem, ResultDesk } from '../../protocol/resultMerge.ts';
import { commandIds } from '../ids.ts';
import { plainMessage } from '../plainMessage.ts';
import type { SwarmStore } from '../swarm/swarmStore.ts';
import { subjectOf } from './commandArgument.ts';
import { pickTask } from './picks.ts';
import type { CommandHandler } from './registerCommands.ts';

export interface ResultCommandDependencies {
  readonly store: SwarmStore;
  /** The folder of the swarm; undefined when there is none, or the workspace is not trusted. */
  readonly folder: () => Promise<string | undefined>;
  /** Loads what runs git; called when a person asks for a merge, and not before. */
  readonly loadDesk: () => Promise<ResultDesk>;
}

/** Commands that bring the swarm's result into the branch that is checked out, and take it back. */
export function resultCommands(given: ResultCommandDependencies): Readonly<Record<string, CommandHandler>> {
  return {
    [commandIds.mergeResult]: () => atDesk(given, mergeResult),
    [commandIds.undoMerge]: () => atDesk(given, undoMerge),
    [commandIds.revertTask]: (argument) =>
      atDesk(given, (desk, folder) => revertTask(desk, folder, { store: given.store, asked: subjectOf(argument) })),
  };
}

async function atDesk(
  { folder, loadDesk }: ResultCommandDependencies,
  act: (desk: ResultDesk, folder: string) => Promise<void>,
): Promise<void> {
  const place = workspace.isTrusted ? await folder() : undefined;
  if (place !== undefined) return act(await loadDesk(), place);
  void window.showInformationMessage(l10n.t('Open and trust the folder of a swarm first.'));
}

async function mergeResult(desk: ResultDesk, folder: string): Promise<void> {
  const looked = await desk.look(folder);
  if (!looked.ok) return looked.error.code === 'cut-off' ? goOn(desk, folder, looked.error) : tellProblem(looked.error);
  const look = looked.value;
  if (look.outcome === 'contained') {
    const text = l10n.t('{0} holds the whole result of {1} already.', look.branch, look.integrationBranch);
    return void window.showInformationMessage(plainMessage(text));
  }
  const action = l10n.t('Merge');
  const question = plainMessage(l10n.t('Merge the result of {0} into {1}?', look.integrationBranch, look.branch));
  const chosen = await window.showInformationMessage(question, { modal: true, detail: describe(look) }, action);
  if (chosen === action) await tellDone(await withProgress(() => desk.merge(folder, look)));
}

/** What a process that was killed has left is finished or taken back, as the person says. */
async function goOn(desk: ResultDesk, folder: string, cut: MergeProblem): Promise<void> {
  const [on, back] = [l10n.t('Finish It'), l10n.t('Take It Back')];
  const chosen = await window.showWarningMessage(plainMessage(cut.message), { modal: true }, on, back);
  if (chosen === on) await tellDone(await withProgress(() => desk.merge(folder)));
  if (chosen === back) await tellDone(await withProgress(() => desk.undo(folder)));
}

async function undoMerge(desk: ResultDesk, folder: string): Promise<void> {
  await tellDone(await withProgress(() => desk.undo(folder)));
}

async function revertTask(
  desk: ResultDesk,
  folder: string,
  { store, asked }: { readonly store: SwarmStore; readonly asked: string | undefined },
): Promise<void> {
  const { snapshot } = store;
  if (!snapshot) return;
  const merged = snapshot.tasks.filter(({ status }) => status === 'completed');
  const task = asked ?? (await pickTask(snapshot, merged, l10n.t('Which merged task should be taken back?')));
  if (task === undefined) return;
  const [again, away] = [l10n.t('Take Back and Do Again'), l10n.t('Take Back and Withdraw')];
  const detail = l10n.t(
    'A new commit on {0} takes its merge back, once the verify commands of what was built on it have passed without it.',
    snapshot.swarm.integrationBranch,
  );
  const question = plainMessage(l10n.t('Take {0} back?', task));
  const chosen = await window.showWarningMessage(question, { modal: true, detail: plainMessage(detail) }, again, away);
  if (chosen === undefined) return;
  const title = plainMessage(l10n.t('S² Swarm: taking {0} back', task));
  const place = { location: ProgressLocation.Notification, title, cancellable: true };
  const done = await window.withProgress(place, (_, token) => {
    const stop = new AbortController();
    token.onCancellationRequested(() => stop.abort());
    return desk.revert(folder, task, { reopen: chosen === again, signal: stop.signal });
  });
  if (!done.ok) return tellProblem(done.error);
  const text = l10n.t('{0} is taken back: {1} is at {2}.', task, done.value.branch, done.value.commit.slice(0, 10));
  void window.showInformationMessage(plainMessage(text));
}

function describe({ commits, files, tasks, open, notes }: MergeLook): string {
  const lines = [
    l10n.t('{0} commits change {1} files: {2}', commits, files.count, shorten(files.first)),
    ...(tasks.length > 0 ? [l10n.t('Tasks: {0}', shorten(tasks.map(({ id }) => id)))] : []),
    ...(open.length > 0 ? [l10n.t('Not part of it, because not merged yet: {0}', shorten(open))] : []),
    ...notes,
    l10n.t('Your local edits stay as they are, and "S2: Undo Merge" takes it back.'),
  ];
  return lines.map((line) => plainMessage(line)).join('\n');
}

function shorten(items: readonly string[]): string {
  const more = items.length - 10;
  return items.slice(0, 10).join(', ') + (more > 0 ? l10n.t(' and {0} more', more) : '');
}

function withProgress<Value>(work: () => Promise<Value>): Thenable<Value> {
  return window.withProgress({ location: ProgressLocation.Notification, title: l10n.t('S² Swarm: merging') }, work);
}

async function tellDone(done: Result<MergeDone, MergeProblem>): Promise<void> {
  if (!done.ok) return tellProblem(done.error);
  const { kind, branch, before, merge, unrecorded } = done.value;
  if (unrecorded !== null) void window.showWarningMessage(plainMessage(unrecorded));
  if (kind === 'undo') {
    const text = l10n.t('{0} is back at {1}. Your edits are as they were.', branch, before.slice(0, 10));
    return void window.showInformationMessage(plainMessage(text));
  }
  const undo = l10n.t('Undo');
  const text = l10n.t('The result is merged into {0} as {1}.', branch, merge.slice(0, 10));
  const chosen = await window.showInformationMessage(plainMessage(text), undo);
  if (chosen === undo) await commands.executeCommand(commandIds.undoMerge);
}

async function tellProblem({ message, files }: MergeProblem): Promise<void> {
  const show = l10n.t('Show Changes');
  const choices = files.length > 0 ? [show] : [];
  const chosen = await window.showWarningMessage(plainMessage(message), ...choices);
  if (chosen === show) await commands.executeCommand('workbench.view.scm');
}
