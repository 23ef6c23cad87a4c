import { commands, l10n, Position, Range, Uri, window, workspace } from 'vscode';
import { isAbsolute, relative, resolve } from 'node:path';
import type { SwarmSnapshot } from '../../protocol/swarmSnapshot.ts';
import { commandIds } from '../ids.ts';
import { plainMessage } from '../plainMessage.ts';
import type { SwarmControl } from '../swarm/swarmControl.ts';
import type { SwarmStore } from '../swarm/swarmStore.ts';
import { blockerOf, sessionOf, subjectOf } from './commandArgument.ts';
import { pickBlocker, pickSession, pickSubject, pickTask } from './picks.ts';
import type { CommandHandler } from './registerCommands.ts';

export interface TaskCommandDependencies {
  readonly store: SwarmStore;
  readonly control: SwarmControl;
  readonly openPanel: (session: string) => Promise<void>;
}

/** Commands about one task, session or blocker; without an argument each asks which. */
export function taskCommands(given: TaskCommandDependencies): Readonly<Record<string, CommandHandler>> {
  return {
    [commandIds.showWhy]: (argument) => showWhy(given, subjectOf(argument)),
    [commandIds.openSession]: (argument) => openSession(given, sessionOf(argument)),
    [commandIds.openSource]: (argument) => openSource(given.store, subjectOf(argument)),
    [commandIds.claimTask]: (argument) => claimTask(given, subjectOf(argument)),
    [commandIds.releaseTask]: (argument) => releaseTask(given, subjectOf(argument)),
    [commandIds.reopenTask]: (argument) => reopenTask(given, subjectOf(argument)),
    [commandIds.clearBlocker]: (argument) => clearBlocker(given, argument),
  };
}

async function showWhy({ store, control }: TaskCommandDependencies, asked: string | undefined): Promise<void> {
  await control.withLeader(async (leader) => {
    const { snapshot = leader.snapshot() } = store;
    const subject = asked ?? (await pickSubject(snapshot));
    if (subject === undefined) return { ok: true, value: undefined };
    const why = await leader.why(subject);
    if (why.ok) void tellWhy(snapshot, subject, `${why.value.reason} ${why.value.action}`);
    return why;
  });
}

/** Tells the reason, and offers to go to what it is about. */
async function tellWhy(snapshot: SwarmSnapshot, subject: string, text: string): Promise<void> {
  const isSession = snapshot.sessions.some(({ id }) => id === subject);
  const goTo = isSession ? l10n.t('Open Session') : l10n.t('Open Source Line');
  const chosen = await window.showInformationMessage(plainMessage(text), goTo);
  if (chosen === goTo)
    await commands.executeCommand(isSession ? commandIds.openSession : commandIds.openSource, subject);
}

async function openSession({ store, openPanel }: TaskCommandDependencies, asked: string | undefined): Promise<void> {
  const sessions = store.snapshot?.sessions ?? [];
  if (sessions.length === 0) {
    void window.showInformationMessage(l10n.t('There are no sessions yet. Launch the swarm first.'));
    return;
  }
  const known = sessions.some(({ id }) => id === asked);
  const session = known ? asked : await pickSession(sessions, l10n.t('Which session do you want to open?'));
  if (session !== undefined) await openPanel(session);
}

/** Opens the line of the plan that made the task; a path that leaves the swarm's folder is refused. */
async function openSource(store: SwarmStore, asked: string | undefined): Promise<void> {
  const { snapshot, folder } = store;
  if (!snapshot || folder === undefined) return;
  const id = asked ?? (await pickTask(snapshot, snapshot.tasks, l10n.t('Which task do you want to see in the plan?')));
  const source = snapshot.tasks.find((task) => task.id === id)?.source;
  if (!source) return;
  const file = resolve(folder, source.file);
  const inside = relative(folder, file);
  if (inside.startsWith('..') || isAbsolute(inside)) throw new Error(`${source.file} is outside ${folder}.`);
  const line = new Position(Math.max(0, source.line), 0);
  const document = await workspace.openTextDocument(Uri.file(file));
  await window.showTextDocument(document, { selection: new Range(line, line), preview: true });
}

async function claimTask({ store, control }: TaskCommandDependencies, asked: string | undefined): Promise<void> {
  await control.withLeader(async (leader) => {
    const { snapshot = leader.snapshot() } = store;
    const ready = snapshot.tasks.filter(({ status }) => status === 'ready');
    const id = asked ?? (await pickTask(snapshot, ready, l10n.t('Which ready task do you want to hand out?')));
    const nothing = { ok: true, value: undefined } as const;
    if (id === undefined) return nothing;
    const owner = snapshot.tasks.find((task) => task.id === id)?.session;
    const sessions = snapshot.sessions.toSorted((a, b) => Number(b.id === owner) - Number(a.id === owner));
    const session = await pickSession(sessions, l10n.t('Which session should work on {0}?', id));
    return session === undefined ? nothing : leader.claim(id, session);
  });
}

async function releaseTask({ store, control }: TaskCommandDependencies, asked: string | undefined): Promise<void> {
  await control.withLeader(async (leader) => {
    const { snapshot = leader.snapshot() } = store;
    const held = snapshot.tasks.filter(({ status }) => status === 'claimed');
    const id = asked ?? (await pickTask(snapshot, held, l10n.t('Which task do you want to take back?')));
    return id === undefined ? { ok: true, value: undefined } : leader.release(id);
  });
}

async function reopenTask({ store, control }: TaskCommandDependencies, asked: string | undefined): Promise<void> {
  await control.withLeader(async (leader) => {
    const { snapshot = leader.snapshot() } = store;
    const failed = snapshot.tasks.filter(({ status }) => status === 'failed');
    const id = asked ?? (await pickTask(snapshot, failed, l10n.t('Which failed task should be tried again?')));
    return id === undefined ? { ok: true, value: undefined } : leader.reopen(id);
  });
}

async function clearBlocker({ store, control }: TaskCommandDependencies, argument: unknown): Promise<void> {
  await control.withLeader(async (leader) => {
    const { blockers } = store.snapshot ?? leader.snapshot();
    const task = subjectOf(argument);
    const named = blockerOf(argument) ?? blockers.find((blocker) => blocker.task === task)?.id;
    const id = named ?? (await pickBlocker(blockers));
    return id === undefined ? { ok: true, value: undefined } : leader.clearBlocker(id);
  });
}
