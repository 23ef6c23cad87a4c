import { l10n, MarkdownString, TreeItem } from 'vscode';
import type { Disposable } from '../../base/disposable.ts';
import type { SessionView } from '../../protocol/swarmSnapshot.ts';
import { commandIds, viewIds } from '../ids.ts';
import type { SwarmStore } from '../swarm/swarmStore.ts';
import { sessionLook } from './labels.ts';
import { SnapshotTree } from './snapshotTree.ts';

/** The sessions of the swarm, each with what it does now; choosing one opens its panel. */
export function createSessionsView(store: SwarmStore): Disposable {
  return new SnapshotTree(store, { id: viewIds.sessions, rows: ({ sessions }) => sessions, item: sessionItem });
}

function sessionItem(session: SessionView): TreeItem {
  const look = sessionLook(session);
  const { completed, total } = session.tasks;
  const item = new TreeItem(session.id);
  item.id = session.id;
  item.iconPath = look.icon;
  item.description = [session.role, `${completed}/${total}`, ...session.working].join(' · ');
  item.tooltip = sessionTooltip(session, look.label);
  item.contextValue = 'session';
  item.command = { command: commandIds.openSession, title: l10n.t('Open Session'), arguments: [session.id] };
  item.accessibilityInformation = {
    label: l10n.t('{0}, {1}, {2} of {3} tasks done. {4}', session.id, look.label, completed, total, session.why.reason),
  };
  return item;
}

function sessionTooltip(session: SessionView, state: string): MarkdownString {
  const sandbox = session.sandbox === 'os' ? l10n.t('sandboxed') : l10n.t('not sandboxed');
  const facts = [state, session.branch, session.provider, ...(session.sandbox === null ? [] : [sandbox])];
  return new MarkdownString()
    .appendMarkdown('**')
    .appendText(`${session.id} ${session.role}`)
    .appendMarkdown('**\n\n')
    .appendText(facts.join(' · '))
    .appendMarkdown('\n\n')
    .appendText(session.why.reason)
    .appendMarkdown('\n\n')
    .appendText(session.why.action);
}
