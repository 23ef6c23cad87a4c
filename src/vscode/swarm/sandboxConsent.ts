import { l10n, window, workspace, type Memento } from 'vscode';
import { settingIds } from '../ids.ts';
import { plainMessage } from '../plainMessage.ts';

type Choice = 'required' | 'auto' | 'off';

/** How the person wants commands to be confined. What was agreed to for a workspace is kept by the editor, where no repository can write it. */
export interface SandboxConsent {
  wanted(folder: string): Choice;
  /** Whether the person lets the swarm of `folder` run without a sandbox, `why` being what keeps it from one; remembered when so. */
  ask(folder: string, why: string): Promise<boolean>;
}

const key = 's2.unsandboxedFolders';

export function createSandboxConsent(memory: Memento): SandboxConsent {
  const agreed = (): readonly string[] => {
    const kept: unknown = memory.get(key);
    return Array.isArray(kept) ? kept.filter((each) => typeof each === 'string') : [];
  };
  return {
    wanted: (folder) => {
      const set: unknown = workspace.getConfiguration().get(settingIds.sandbox);
      if (set === 'auto' || set === 'off') return set;
      return agreed().includes(folder) ? 'auto' : 'required';
    },
    ask: async (folder, why) => {
      const launch = l10n.t('Launch Without Sandbox');
      const detail = l10n.t(
        'They would run with all your rights. This is remembered for this workspace only, shown with each session, and recorded in the ledger.',
      );
      const chosen = await window.showWarningMessage(plainMessage(why), { modal: true, detail }, launch);
      if (chosen !== launch) return false;
      await memory.update(key, [...agreed(), folder]);
      return true;
    },
  };
}
