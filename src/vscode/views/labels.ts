import { l10n, ThemeColor, ThemeIcon } from 'vscode';
import type { SessionView } from '../../protocol/swarmSnapshot.ts';
import type { Attention } from '../../protocol/attention.ts';

/** How a state looks: words for everyone, an icon and a colour for those who see them. */
export interface Look {
  readonly label: string;
  readonly icon: ThemeIcon;
}

const icon = (id: string, color?: string) => new ThemeIcon(id, color === undefined ? undefined : new ThemeColor(color));

/** Look of a task on the board. */
export function attentionLook(attention: Attention): Look {
  switch (attention) {
    case 'needs-you':
      return { label: l10n.t('Needs you'), icon: icon('bell-dot', 'problemsWarningIcon.foreground') };
    case 'blocked':
      return { label: l10n.t('Blocked'), icon: icon('error', 'charts.red') };
    case 'working':
      return { label: l10n.t('Working'), icon: icon('sync~spin', 'charts.blue') };
    case 'verifying':
      return { label: l10n.t('Verifying'), icon: icon('beaker', 'charts.purple') };
    case 'ready':
      return { label: l10n.t('Ready'), icon: icon('circle-large-outline', 'charts.blue') };
    case 'waiting':
      return { label: l10n.t('Waiting'), icon: icon('watch', 'disabledForeground') };
    case 'done':
      return { label: l10n.t('Done'), icon: icon('pass-filled', 'charts.green') };
  }
}

/** Look of a session in the sessions view. */
export function sessionLook(session: SessionView): Look {
  if (session.health === 'silent')
    return { label: l10n.t('silent'), icon: icon('debug-disconnect', 'problemsWarningIcon.foreground') };
  switch (session.state) {
    case 'waiting':
      return { label: l10n.t('waiting'), icon: icon('watch', 'disabledForeground') };
    case 'working':
      return { label: l10n.t('working'), icon: icon('sync~spin', 'charts.blue') };
    case 'helping':
      return { label: l10n.t('helping'), icon: icon('heart', 'charts.purple') };
    case 'blocked':
      return { label: l10n.t('blocked'), icon: icon('error', 'charts.red') };
    case 'error':
      return { label: l10n.t('error'), icon: icon('warning', 'charts.red') };
    case 'budget_exceeded':
      return { label: l10n.t('budget exceeded'), icon: icon('credit-card', 'charts.red') };
    case 'completed':
      return { label: l10n.t('completed'), icon: icon('pass-filled', 'charts.green') };
  }
}
