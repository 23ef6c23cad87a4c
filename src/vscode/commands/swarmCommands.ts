import { commands, l10n, Uri, window, workspace } from 'vscode';
import { commandIds, walkthroughId } from '../ids.ts';
import type { SwarmControl } from '../swarm/swarmControl.ts';
import type { BoardView } from '../views/boardView.ts';
import type { CommandHandler } from './registerCommands.ts';

export interface SwarmCommandDependencies {
  readonly control: SwarmControl;
  readonly board: BoardView;
  readonly extensionId: string;
  readonly lintWorkspace: () => Promise<void>;
  readonly showLog: () => void;
}

/** Commands about the swarm as a whole. */
export function swarmCommands(given: SwarmCommandDependencies): Readonly<Record<string, CommandHandler>> {
  const { control, board } = given;
  return {
    [commandIds.launchSwarm]: () => control.launch(),
    [commandIds.stopSwarm]: () => control.stop(),
    [commandIds.pauseSwarm]: () => control.withLeader((leader) => leader.pause()),
    [commandIds.resumeSwarm]: () => control.withLeader((leader) => leader.resume()),
    [commandIds.groupByAttention]: () => board.groupBy('attention'),
    [commandIds.groupBySession]: () => board.groupBy('session'),
    [commandIds.lintWorkspace]: given.lintWorkspace,
    [commandIds.createSwarmFile]: createSwarmFile,
    [commandIds.openWalkthrough]: () =>
      commands.executeCommand('workbench.action.openWalkthrough', `${given.extensionId}#${walkthroughId}`, false),
    [commandIds.showLog]: given.showLog,
  };
}

const starter = `version: 1
name: my-swarm
documents: ["phases/**/*.md"]
sessions:
  - id: session-1
    role: builder
    branch: s2/builder
    capabilities: [testing:unit]
    provider: command
`;

/** Opens swarm.yaml, unsaved and filled with a small example when there is none: nothing is written without the person. */
async function createSwarmFile(): Promise<void> {
  const folder = workspace.workspaceFolders?.[0];
  if (!folder) {
    void window.showInformationMessage(l10n.t('Open the folder of your repository first.'));
    return;
  }
  const file = Uri.joinPath(folder.uri, 'swarm.yaml');
  const [existing] = await workspace.findFiles('swarm.yaml', undefined, 1);
  if (existing) return void (await window.showTextDocument(existing));
  const document = await workspace.openTextDocument(file.with({ scheme: 'untitled' }));
  const editor = await window.showTextDocument(document);
  await editor.edit((edit) => edit.insert(editor.selection.start, starter));
}
