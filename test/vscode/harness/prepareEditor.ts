import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import type { Page } from 'playwright-core';
import { setUpVscode } from '../../../scripts/setupVscode.ts';
import { startBrowser } from './editorBrowser.ts';
import { makeEditorFolders, projectRoot, shotsFolder, type EditorFolders } from './editorFolders.ts';
import { CodeServer, type EditorServer, type ServerMode } from './editorServer.ts';

/** A real editor with the packaged extension installed, and a browser to use it with. */
export interface Editor {
  readonly folders: EditorFolders;
  readonly page: Page;
  /** Folder into which the editor unpacked the extension. */
  readonly extension: string;
  /** Starts the editor's server anew, after ending the one that runs. */
  serve(mode: ServerMode): Promise<EditorServer>;
  stop(): Promise<void>;
}

/** Packages the extension unless S2_VSIX names a package, and installs it into a private editor with a browser. */
export async function prepareEditor(): Promise<Editor> {
  const { home, browser: executable } = setUpVscode();
  rmSync(shotsFolder, { recursive: true, force: true });
  const folders = makeEditorFolders();
  mkdirSync(shotsFolder, { recursive: true });
  const codeServer = new CodeServer(home, folders);
  codeServer.install(process.env['S2_VSIX'] ?? (await packageExtension(folders)));
  codeServer.install(packageScriptedModels(folders));
  const name = readdirSync(folders.extensions).find((entry) => entry.startsWith('s2-swarm.'));
  if (name === undefined) throw new Error('The editor did not install the extension.');
  const { context, page } = await startBrowser(executable, folders);
  let server: EditorServer | undefined;
  return {
    folders,
    page,
    extension: join(folders.extensions, name),
    serve: async (mode) => {
      await server?.stop();
      server = await codeServer.start(mode);
      return server;
    },
    stop: async () => {
      await context.close();
      await server?.stop();
    },
  };
}

/** Bundles the tests that run inside the extension host into one CommonJS file. */
export async function bundleHostTests(folders: EditorFolders): Promise<string> {
  const outfile = join(folders.root, 'hostTests.cjs');
  await build({
    absWorkingDir: projectRoot,
    entryPoints: ['test/vscode/inHost/index.ts'],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    external: ['vscode'],
    logLevel: 'warning',
  });
  return outfile;
}

/** Packages the extension of the tests that provides a model. */
function packageScriptedModels(folders: EditorFolders): string {
  const vsix = join(folders.root, 'scripted-models.vsix');
  const vsce = join(projectRoot, 'node_modules/@vscode/vsce/vsce');
  const options = ['--no-dependencies', '--allow-missing-repository', '--skip-license', '--out', vsix];
  const cwd = join(projectRoot, 'test/vscode/scriptedModels');
  execFileSync(process.execPath, [vsce, 'package', ...options], { cwd, stdio: ['ignore', 'ignore', 'inherit'] });
  return vsix;
}

async function packageExtension(folders: EditorFolders): Promise<string> {
  const vsix = join(folders.root, 's2-swarm.vsix');
  // Only when sources changed, and in turn with other runs that use dist/.
  const { ensureBuilt } = await import(join(projectRoot, 'scripts/setup/ensureBuilt.mjs'));
  await ensureBuilt(process.env);
  const script = join(projectRoot, 'scripts/packageExtension.mjs');
  const target = `${process.platform}-${process.arch}`;
  execFileSync(process.execPath, [script, '--out', vsix, '--target', target], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return vsix;
}
