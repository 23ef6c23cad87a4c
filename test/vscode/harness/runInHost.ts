import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { format } from 'node:util';
import type { Page } from 'playwright-core';
import { workbenchUrl } from './editorBrowser.ts';
import type { EditorServer } from './editorServer.ts';

/** What the tests inside the extension host wrote about themselves. */
export interface HostReport {
  readonly tests: readonly { readonly name: string; readonly error?: string }[];
  readonly figures: Readonly<Record<string, number>>;
}

export interface HostRun {
  readonly page: Page;
  readonly server: EditorServer;
  readonly workspace: string;
  /** Folder of the unpacked extension. */
  readonly extension: string;
  /** A CommonJS file that exports `run`. */
  readonly tests: string;
  /** Where reports and logs go. */
  readonly output: string;
}

/** Runs `tests` in a fresh extension host; resolves to their report. Throws when the host ends without one. */
export async function runInHost({ page, server, workspace, extension, tests, output }: HostRun): Promise<HostReport> {
  const report = join(output, 'hostReport.json');
  const remote = (path: string) => `vscode-remote://${server.authority}${encodeURI(resolve(path))}`;
  const ended = new Promise<string>((end) => {
    void page.exposeFunction('codeAutomationExit', (code: number) => end(`exit code ${code}`));
    void page.exposeFunction('codeAutomationLog', (type: string, args: readonly unknown[]) => {
      const line = format(...args);
      appendFileSync(join(output, 'workbench.log'), `[${type}] ${line}\n`);
      if (line.includes('permanent error occurred in the reconnecting loop')) end('the extension host died');
    });
    page.on('crash', () => end('the page crashed'));
  });
  await page.goto(
    workbenchUrl(server, workspace, {
      extensionDevelopmentPath: remote(extension),
      extensionTestsPath: remote(tests),
      extensionEnvironment: JSON.stringify({ S2_HOST_REPORT: report }),
      skipWelcome: 'true',
      skipReleaseNotes: 'true',
    }),
  );
  const end = await Promise.race([ended, sleep(60_000, 'no end within a minute', { ref: false })]);
  // A host that is killed also ends with exit code 0: only the report says that tests ran.
  if (!existsSync(report)) throw new Error(`The extension host wrote no report (${end}); see ${output}.`);
  return JSON.parse(readFileSync(report, 'utf8'));
}
