import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's own folder. */
export const projectRoot = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));

/** Screenshots and reports of the last run; git-ignored. */
export const shotsFolder = join(projectRoot, '.vscode-test/shots');

/** Folders of one private editor: nothing of the person's own editor is read or written. */
export interface EditorFolders {
  readonly root: string;
  readonly userData: string;
  readonly extensions: string;
  readonly home: string;
  readonly temp: string;
  readonly log: string;
  readonly config: string;
}

const settings = {
  'workbench.startupEditor': 'none',
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
  'workbench.tips.enabled': false,
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.editor.enablePreview': false,
  'workbench.editor.useModal': 'off',
  'chat.disableAIFeatures': true,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'git.autofetch': false,
  'git.openRepositoryInParentFolders': 'never',
  'editor.minimap.enabled': false,
  'security.workspace.trust.startupPrompt': 'never',
  'security.workspace.trust.banner': 'never',
  'window.autoDetectColorScheme': false,
};

/** Settings of the machine that the extensions run on. The keys: the choice that needs the editor's own storage, and a take-over with a handed key. */
const machineSettings = { 's2.keys.storage': 'editor' };

/** Makes the folders of a new private editor, with quiet settings. */
export function makeEditorFolders(): EditorFolders {
  const runs = join(projectRoot, '.vscode-test/runs');
  // The run before is kept, so that one can look into it.
  const older = existsSync(runs) ? readdirSync(runs).map((name) => join(runs, name)) : [];
  const byAge = older.toSorted((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs);
  for (const folder of byAge.slice(1)) rmSync(folder, { recursive: true, force: true });
  mkdirSync(runs, { recursive: true });
  const root = mkdtempSync(join(runs, 'r-'));
  const folders: EditorFolders = {
    root,
    userData: join(root, 'user'),
    extensions: join(root, 'extensions'),
    home: join(root, 'home'),
    temp: join(root, 'temp'),
    log: join(root, 'server.log'),
    config: join(root, 'config.yaml'),
  };
  for (const folder of [
    folders.extensions,
    folders.home,
    folders.temp,
    join(folders.userData, 'User'),
    join(folders.userData, 'Machine'),
  ])
    mkdirSync(folder, { recursive: true });
  writeFileSync(join(folders.userData, 'User/settings.json'), JSON.stringify(settings, undefined, 2));
  writeFileSync(join(folders.userData, 'Machine/settings.json'), JSON.stringify(machineSettings, undefined, 2));
  writeFileSync(folders.config, 'auth: none\ncert: false\n');
  return folders;
}

/** Environment for the editor and its browser: own home and temp folder, and nothing of an editor that runs this test. */
export function privateEnvironment(folders: EditorFolders): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(?:VSCODE_|ELECTRON_|CODE_SERVER_|NODE_)/.test(name),
  );
  return {
    ...Object.fromEntries(inherited),
    HOME: folders.home,
    XDG_CONFIG_HOME: join(folders.home, '.config'),
    XDG_DATA_HOME: join(folders.home, '.local/share'),
    XDG_RUNTIME_DIR: folders.home,
    TMPDIR: folders.temp,
  };
}
