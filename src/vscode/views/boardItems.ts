import { l10n, MarkdownString, ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState } from 'vscode';
import type { TaskView } from '../../protocol/swarmSnapshot.ts';
import { commandIds } from '../ids.ts';
import type { Attention } from '../../protocol/attention.ts';
import { childrenOf, type BoardNode } from './boardNodes.ts';
import { attentionLook, sessionLook } from './labels.ts';

/** Groups above this size start closed. */
const openUpTo = 40;

/** The row of the tree for a node of the board. */
export function boardItem(node: BoardNode): TreeItem {
  switch (node.kind) {
    case 'task':
      return taskItem(node.task, node.attention);
    case 'notice':
      return noticeItem(node);
    case 'group':
      return groupItem(node, { label: attentionLook(node.group).label, id: `group:${node.group}` });
    case 'session':
      return groupItem(
        node,
        { label: node.session.id, id: `session:${node.session.id}` },
        sessionLook(node.session).icon,
      );
    case 'unowned':
      return groupItem(node, { label: l10n.t('No session'), id: 'unowned' });
    case 'phase': {
      const label = node.phase === null ? l10n.t('No phase') : l10n.t('Phase {0}', node.phase);
      return groupItem(node, { label, id: `phase:${node.session ?? ''}:${node.phase ?? ''}` });
    }
  }
}

function groupItem(node: BoardNode, name: { label: string; id: string }, iconPath?: ThemeIcon): TreeItem {
  const children = childrenOf(node);
  const tasks = countTasks(node);
  const { Expanded, Collapsed } = TreeItemCollapsibleState;
  const item = new TreeItem(name.label, children.length > openUpTo ? Collapsed : Expanded);
  item.id = name.id;
  item.description = String(tasks);
  item.contextValue = node.kind;
  if (iconPath) item.iconPath = iconPath;
  item.accessibilityInformation = {
    label: tasks === 1 ? l10n.t('{0}, 1 task', name.label) : l10n.t('{0}, {1} tasks', name.label, tasks),
  };
  return item;
}

function countTasks(node: BoardNode): number {
  if (node.kind === 'task' || node.kind === 'notice') return 1;
  return childrenOf(node).reduce((sum, child) => sum + countTasks(child), 0);
}

/** What can be done to a task now, for the `when` clauses of the manifest. */
export function taskActions(task: TaskView): string {
  const actions = ['task'];
  if (task.status === 'ready') actions.push('claimable');
  if (task.status === 'claimed') actions.push('releasable');
  if (task.status === 'failed' || task.status === 'completed') actions.push('reopenable');
  if (task.status === 'completed') actions.push('merged');
  if (task.status === 'awaiting-approval') actions.push('approvable');
  if (task.blocked) actions.push('blocked');
  if (task.session !== null) actions.push('owned');
  return actions.join('.');
}

function taskItem(task: TaskView, attention: Attention): TreeItem {
  const look = attentionLook(attention);
  const item = new TreeItem(`${task.id}  ${task.title}`);
  item.id = `task:${task.id}`;
  item.iconPath = task.status === 'cancelled' ? new ThemeIcon('circle-slash') : look.icon;
  item.description = [
    task.session,
    ...placeNotes(task),
    task.failures > 0 ? l10n.t('{0} failed', task.failures) : undefined,
  ]
    .filter((part) => part !== null && part !== undefined)
    .join(' · ');
  item.tooltip = taskTooltip(task, look.label);
  item.contextValue = taskActions(task);
  item.command = { command: commandIds.openSource, title: l10n.t('Open Source Line'), arguments: [task.id] };
  const parts = [task.title, look.label, task.session, task.why?.reason].filter((part) => typeof part === 'string');
  item.accessibilityInformation = { label: `${task.id}, ${parts.join(', ')}` };
  return item;
}

/** How a task differs from the planned work of its session. */
function placeNotes(task: TaskView): readonly string[] {
  return [
    ...(task.stolenFrom === undefined ? [] : [l10n.t('taken over from {0}', task.stolenFrom)]),
    ...(task.idle === undefined ? [] : [l10n.t('for spare time')]),
    ...(task.outdated ? [l10n.t('merged with an earlier {0}', task.outdated.join(', '))] : []),
  ];
}

/** Document text goes into the tooltip with `appendText`, which escapes it: a plan cannot draw links or pictures here. */
function taskTooltip(task: TaskView, state: string): MarkdownString {
  const tooltip = new MarkdownString();
  tooltip.appendMarkdown('**').appendText(`${task.id} ${task.title}`).appendMarkdown('**\n\n');
  tooltip.appendText(`${state} · ${task.priority} · ${l10n.t('epoch {0}', task.epoch)}`);
  if (task.why)
    tooltip.appendMarkdown('\n\n').appendText(task.why.reason).appendMarkdown('\n\n').appendText(task.why.action);
  if (task.dependsOn.length > 0)
    tooltip.appendMarkdown('\n\n').appendText(l10n.t('Depends on {0}', task.dependsOn.join(', ')));
  return tooltip;
}

function noticeItem({ subject, label, reason, action, answer }: Extract<BoardNode, { kind: 'notice' }>): TreeItem {
  const item = new TreeItem(label);
  item.id = `notice:${subject}:${reason}`;
  item.iconPath = new ThemeIcon('bell-dot', new ThemeColor('problemsWarningIcon.foreground'));
  item.description = reason;
  item.tooltip = new MarkdownString().appendText(reason).appendMarkdown('\n\n').appendText(action);
  item.contextValue = `notice ${answer?.kind ?? 'other'}`;
  item.accessibilityInformation = { label: `${label}, ${reason} ${action}` };
  item.command = { command: commandIds.showWhy, title: l10n.t('Show Why'), arguments: [subject] };
  return item;
}
