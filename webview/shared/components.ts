import {
  provideVSCodeDesignSystem,
  vsCodeBadge,
  vsCodeButton,
  vsCodeDivider,
  vsCodeLink,
  vsCodeProgressRing,
  vsCodeTag,
} from '@vscode/webview-ui-toolkit';

/** Makes the editor's own elements known to the page. The only place that knows which library draws them. */
export function registerComponents(): void {
  provideVSCodeDesignSystem().register(
    vsCodeBadge(),
    vsCodeButton(),
    vsCodeDivider(),
    vsCodeLink(),
    vsCodeProgressRing(),
    vsCodeTag(),
  );
}

/** Names of the elements above that pages create; replacing the library means replacing these. */
export const elements = {
  badge: 'vscode-badge',
  button: 'vscode-button',
  divider: 'vscode-divider',
  progressRing: 'vscode-progress-ring',
  tag: 'vscode-tag',
} as const;
