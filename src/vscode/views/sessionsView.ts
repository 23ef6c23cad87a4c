import { l10n, MarkdownString, TreeItem } from 'vscode';
import type { Disposable } from '../../base/disposable.ts';
import type { SessionView, SwarmSnapshot } from '../../protocol/swarmSnapshot.ts';
import { commandIds, viewIds } from '../ids.ts';
import type { SwarmStore } from '../swarm/swarmStore.ts';
import { sessionLook } from './labels.ts';
import { SnapshotTree } from './snapshotTree.ts';

/** What a session's worktrees take of the disk, as a person reads it; undefined when that was not measured. */
export type DiskOf = (folder: string, session: string) => Promise<string | undefined>;

/** The sessions of the swarm, each with what it does now; choosing one opens its panel. */
export function createSessionsView(store: SwarmStore, diskOf: DiskOf): Disposable {
  /** What only whoever points at a session wants to know is looked up then. */
  const addDisk = async (item: TreeItem, session: SessionView): Promise<void> => {
    const { folder } = store;
    const disk = folder === undefined ? undefined : await diskOf(folder, session.id);
    if (disk !== undefined && item.tooltip instanceof MarkdownString)
      item.tooltip.appendMarkdown('\n\n').appendText(l10n.t('Its worktrees take {0} of the disk.', disk));
  };
  const rows = ({ sessions }: SwarmSnapshot): readonly SessionView[] => sessions;
  return new SnapshotTree(store, { id: viewIds.sessions, rows, item: sessionItem, complete: addDisk });
}

function sessionItem(session: SessionView): TreeItem {
  const look = sessionLook(session);
  const { completed, total } = session.tasks;
  const agents = agentsOf(session);
  const item = new TreeItem(session.id);
  item.id = session.id;
  item.iconPath = look.icon;
  item.description = [session.role, `${completed}/${total}`, ...agents, ...session.working].join(' · ');
  item.tooltip = sessionTooltip(session, look.label);
  item.contextValue = 'session';
  item.command = { command: commandIds.openSession, title: l10n.t('Open Session'), arguments: [session.id] };
  item.accessibilityInformation = {
    label: l10n.t('{0}, {1}, {2} of {3} tasks done. {4}', session.id, look.label, completed, total, session.why.reason),
  };
  return item;
}

/** How many of a session's agents are at work; nothing for a session that has only one. */
function agentsOf({ agents }: SessionView): readonly string[] {
  return agents.ceiling > 1 ? [l10n.t('{0} of {1} agents', agents.working, agents.ceiling)] : [];
}

function sessionTooltip(session: SessionView, state: string): MarkdownString {
  const sandbox = session.sandbox === 'os' ? l10n.t('sandboxed') : l10n.t('not sandboxed');
  const facts = [
    state,
    session.branch,
    session.provider,
    ...(session.sandbox === null ? [] : [sandbox]),
    ...agentsOf(session),
  ];
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
