import { commands, l10n, Position, Range, Uri, window, workspace } from 'vscode';
import { isAbsolute, relative, resolve } from 'node:path';
import { builtOn } from '../../protocol/builtOn.ts';
import type { SwarmSnapshot } from '../../protocol/swarmSnapshot.ts';
import { commandIds } from '../ids.ts';
import { plainMessage } from '../plainMessage.ts';
import type { SwarmControl } from '../swarm/swarmControl.ts';
import type { SwarmStore } from '../swarm/swarmStore.ts';
import { blockerOf, offerOf, sessionOf, subjectOf } from './commandArgument.ts';
import { pickBlocker, pickOffer, pickSession, pickSubject, pickTask } from './picks.ts';
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
    [commandIds.acceptHelp]: (argument) => acceptHelp(given, argument),
  };
}

async function showWhy({ store, control }: TaskCommandDependencies, asked: string | undefined): Promise<void> {
  await control.withLeader(async (leader) => {
    const { snapshot = leader.snapshot() } = store;
    const subject = asked ?? (await pickSubject(snapshot));
    if (subject === undefined) return { ok: true, value: undefined };
    const told = whyWaiting(snapshot, subject);
    if (told !== undefined) {
      void window.showInformationMessage(plainMessage(told));
      return { ok: true, value: undefined };
    }
    const why = await leader.why(subject);
    if (why.ok) void tellWhy(snapshot, subject, `${why.value.reason} ${why.value.action}`);
    return why;
  });
}

/** Why something waits for a person that is neither a task nor a session: a blocker, a cap, a credential. */
function whyWaiting({ tasks, sessions, needsYou }: SwarmSnapshot, subject: string): string | undefined {
  if ([...tasks, ...sessions].some(({ id }) => id === subject)) return undefined;
  const need = needsYou.find((waiting) => waiting.subject === subject);
  return need && `${need.reason} ${need.action}`;
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
    if (session === undefined) return nothing;
    const given = await leader.claim(id, session);
    if (given.ok)
      void window.showInformationMessage(
        l10n.t(
          '{0} takes {1} next. Hand it out again if another process takes over the lead before that.',
          session,
          id,
        ),
      );
    return given;
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
    const over = snapshot.tasks.filter(({ status }) => status === 'failed' || status === 'completed');
    const id = asked ?? (await pickTask(snapshot, over, l10n.t('Which task should be done again?')));
    const scope = id === undefined ? undefined : await askScope(snapshot, id);
    if (id === undefined || scope === undefined) return { ok: true, value: undefined };
    const reopened = await leader.reopen(id, scope === 'with-dependents');
    if (reopened.ok && snapshot.swarm.state === 'finished')
      void window.showInformationMessage(
        l10n.t('{0} is open again, but its agents have ended. Stop the swarm, then launch it again.', id),
      );
    return reopened;
  });
}

/** A completed task is done again only when the person says so, knowing what was built on it; undefined when they would rather not. */
async function askScope(snapshot: SwarmSnapshot, id: string): Promise<'alone' | 'with-dependents' | undefined> {
  if (snapshot.tasks.find((task) => task.id === id)?.status !== 'completed') return 'alone';
  const { underWay, outdated, further } = builtOn(snapshot.tasks, id);
  const details = [
    l10n.t('What it merged stays in {0} until its new result is merged.', snapshot.swarm.integrationBranch),
    ...(underWay.length > 0 ? [l10n.t('Taken back from whoever works on it: {0}.', underWay.join(', '))] : []),
    ...(outdated.length > 0 ? [l10n.t('Merged with its earlier version: {0}.', outdated.join(', '))] : []),
    ...(further.length > 0 ? [l10n.t('Built on that in turn: {0}.', further.join(', '))] : []),
  ];
  const alone = l10n.t('Only {0}', id);
  const all = l10n.t('With Dependents');
  const choices = outdated.length > 0 ? [alone, all] : [alone];
  const question = { modal: true, detail: details.join('\n') };
  const chosen = await window.showWarningMessage(l10n.t('Do {0} again?', id), question, ...choices);
  if (chosen === all) return 'with-dependents';
  return chosen === alone ? 'alone' : undefined;
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

async function acceptHelp({ store, control }: TaskCommandDependencies, argument: unknown): Promise<void> {
  await control.withLeader(async (leader) => {
    const { blockers } = store.snapshot ?? leader.snapshot();
    const blocker = blockerOf(argument);
    const asked = blockers.filter(({ id }) => blocker === undefined || id === blocker);
    const offer = offerOf(argument) ?? (await pickOffer(asked));
    return offer ? leader.acceptHelp(offer.blocker, offer.session) : { ok: true, value: undefined };
  });
}
