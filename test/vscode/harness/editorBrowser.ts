import { mkdtempSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { chromium, type BrowserContext, type Page } from 'playwright-core';
import { privateEnvironment, type EditorFolders } from './editorFolders.ts';
import type { EditorServer } from './editorServer.ts';

export interface EditorBrowser {
  readonly context: BrowserContext;
  readonly page: Page;
}

/** Starts a private browser; close its context to end it. */
export async function startBrowser(executablePath: string, folders: EditorFolders): Promise<EditorBrowser> {
  const context = await chromium.launchPersistentContext(mkdtempSync(join(folders.root, 'browser-')), {
    executablePath,
    headless: true,
    env: Object.fromEntries(
      Object.entries(privateEnvironment(folders)).flatMap(([name, value]) =>
        value === undefined ? [] : [[name, value]],
      ),
    ),
    viewport: { width: 1280, height: 800 },
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
  return { context, page: context.pages()[0] ?? (await context.newPage()) };
}

/** Address of the workbench on `folder`; `payload` are the editor's own start options. */
export function workbenchUrl(
  server: EditorServer,
  folder: string | undefined,
  payload: Readonly<Record<string, string>>,
): string {
  const url = new URL(`${server.url}/`);
  if (folder === undefined) url.searchParams.set('ew', 'true');
  else url.searchParams.set('folder', resolve(folder));
  url.searchParams.set('payload', JSON.stringify(Object.entries(payload)));
  return url.toString();
}
