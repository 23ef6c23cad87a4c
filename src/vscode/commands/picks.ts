import { l10n, window, type QuickPickItem } from 'vscode';
import type { BlockerView, NeedsYouView, SessionView, SwarmSnapshot, TaskView } from '../../protocol/swarmSnapshot.ts';
import { attentionOf } from '../../protocol/attention.ts';
import { attentionLook, sessionLook } from '../views/labels.ts';
import type { Offer } from './commandArgument.ts';

type IdPick = QuickPickItem & { readonly id: string };

async function pickId(items: readonly IdPick[], placeHolder: string): Promise<string | undefined> {
  const picked = await window.showQuickPick(items, { placeHolder, matchOnDescription: true, matchOnDetail: true });
  return picked?.id;
}

/** Asks for one of the tasks; undefined when the person gives up. */
export function pickTask(
  snapshot: SwarmSnapshot,
  tasks: readonly TaskView[],
  placeHolder: string,
): Promise<string | undefined> {
  return pickId(
    tasks.map((task) => taskPick(snapshot, task)),
    placeHolder,
  );
}

function taskPick(snapshot: SwarmSnapshot, task: TaskView): IdPick {
  const needsYou = new Set(snapshot.needsYou.map(({ subject }) => subject));
  const look = attentionLook(attentionOf(task, needsYou));
  return {
    id: task.id,
    label: task.id,
    description: `${task.title} · ${look.label}`,
    iconPath: look.icon,
    ...(task.why && { detail: task.why.reason }),
  };
}

function sessionPick(session: SessionView): IdPick {
  const look = sessionLook(session);
  return { id: session.id, label: session.id, description: `${session.role} · ${look.label}`, iconPath: look.icon };
}

/** Asks for one of the sessions; undefined when the person gives up. */
export function pickSession(sessions: readonly SessionView[], placeHolder: string): Promise<string | undefined> {
  return pickId(sessions.map(sessionPick), placeHolder);
}

/** Asks for a task or a session. What does not run comes first: that is what one asks about. */
export function pickSubject(snapshot: SwarmSnapshot): Promise<string | undefined> {
  const open = snapshot.tasks.filter(({ why, status }) => why !== null && status !== 'completed');
  const rest = snapshot.tasks.filter((task) => !open.includes(task));
  const tasks = (list: readonly TaskView[]) => list.map((task) => taskPick(snapshot, task));
  const items = [...tasks(open), ...snapshot.sessions.map(sessionPick), ...tasks(rest)];
  return pickId(items, l10n.t('Which task or session do you want to understand?'));
}

/** Asks for one of the blockers; undefined when the person gives up. */
export function pickBlocker(blockers: readonly BlockerView[]): Promise<string | undefined> {
  const items = blockers.map(({ id, task, reason }) => ({ id, label: task, description: reason }));
  return pickId(items, l10n.t('Which blocker do you want to clear?'));
}

/** Asks for one of the offers to help; undefined when the person gives up. */
export async function pickOffer(blockers: readonly BlockerView[]): Promise<Offer | undefined> {
  const items = blockers.flatMap(({ id, task, offers }) =>
    offers.map(({ session, match, note }) => ({
      label: session,
      description: l10n.t('{0} · match {1} %', task, Math.round(match * 100)),
      detail: note,
      offer: { blocker: id, session },
    })),
  );
  const placeHolder = items.length > 0 ? l10n.t('Whose help do you accept?') : l10n.t('Nobody offers to help now.');
  const picked = await window.showQuickPick(items, { placeHolder, matchOnDescription: true, matchOnDetail: true });
  return picked?.offer;
}

/** Asks for one of the things that wait for an answer, by the id of what is answered; undefined when the person gives up. */
export function pickNeed(needs: readonly NeedsYouView[], kind: 'approval' | 'question'): Promise<string | undefined> {
  const items = needs.map(({ subject, reason, answer }) => ({
    id: answer?.id ?? subject,
    label: subject,
    detail: reason,
  }));
  return pickId(items, kind === 'approval' ? l10n.t('Which task waits for you?') : l10n.t('Which question?'));
}
