import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { downloadAndUnzipVSCode, runTests } from '@vscode/test-electron';
import { build } from 'esbuild';
import { writeSampleSwarm } from '../../test/vscode/harness/sampleSwarm.ts';
import type { RunCommand } from './commandContext.ts';

interface HostReport {
  readonly tests: readonly { readonly name: string; readonly error?: string }[];
}

/** Runs the tests of the extension host in a desktop VS Code, which is downloaded to `.cache/desktop`. */
export const run: RunCommand = async (_args, { root }) => {
  const cache = join(root, '.cache', 'desktop');
  mkdirSync(cache, { recursive: true });
  const vscodeExecutablePath = await download(join(cache, 'vscode'));
  if (vscodeExecutablePath === undefined) return 1;
  const extensionTestsPath = join(cache, 'hostTests.cjs');
  const workspace = join(cache, 'workspace');
  const reportFile = join(cache, 'report.json');
  for (const path of [workspace, reportFile]) rmSync(path, { recursive: true, force: true });
  writeSampleSwarm(workspace, { mistypedModel: true });
  await bundleTests(root, extensionTestsPath);
  const code = await runTests({
    vscodeExecutablePath,
    extensionDevelopmentPath: root,
    extensionTestsPath,
    extensionTestsEnv: { S2_HOST_REPORT: reportFile },
    launchArgs: [
      workspace,
      '--disable-extensions',
      '--disable-workspace-trust',
      `--user-data-dir=${join(cache, 'user')}`,
    ],
  });
  return showReport(JSON.parse(readFileSync(reportFile, 'utf8')) as HostReport, code);
};

async function download(cachePath: string): Promise<string | undefined> {
  try {
    return await downloadAndUnzipVSCode({ cachePath });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    console.error(
      `Desktop VS Code cannot be downloaded on this machine (${reason}). ` +
        'Use a machine that reaches its update server, or run `npm run test:vscode`, which needs npm only.',
    );
    return undefined;
  }
}

async function bundleTests(root: string, outfile: string): Promise<void> {
  await build({
    absWorkingDir: root,
    entryPoints: ['test/vscode/inHost/index.ts'],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    external: ['vscode'],
    logLevel: 'warning',
  });
}

function showReport({ tests }: HostReport, code: number): number {
  for (const { name, error } of tests) console.log(error === undefined ? `ok     ${name}` : `FAILED ${name}\n${error}`);
  const failed = tests.filter((test) => test.error !== undefined).length;
  console.log(`${tests.length - failed} passed, ${failed} failed`);
  return code === 0 && failed === 0 && tests.length > 0 ? 0 : 1;
}
