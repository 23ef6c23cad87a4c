import assert from 'node:assert/strict';
import { extensions } from 'vscode';
import type { HostTest } from './index.ts';

/** publisher.name of the extension under test. */
export const extensionId = 's2-swarm.s2-swarm';

/** Shared libraries that are loaded in this process, as absolute paths. */
function loadedLibraries(): readonly string[] {
  const report: unknown = process.report?.getReport();
  assert.ok(typeof report === 'object' && report !== null && 'sharedObjects' in report);
  assert.ok(Array.isArray(report.sharedObjects));
  return report.sharedObjects.map(String);
}

/** The editor's own record of when things happened in this process. */
function editorMarks(): readonly { readonly name: string; readonly startTime: number }[] {
  const { MonacoPerformanceMarks } = Object(globalThis);
  return MonacoPerformanceMarks.getMarks();
}

/** Time between two of the editor's marks about the extension, ms. */
function between(from: string, to: string): number {
  const at = (name: string) =>
    editorMarks().find((mark) => mark.name === `code/extHost/${name}/${extensionId}`)?.startTime;
  const [start, end] = [at(from), at(to)];
  assert.ok(start !== undefined && end !== undefined, `no marks ${from} and ${to}`);
  return end - start;
}

export const activationTests: readonly HostTest[] = [
  {
    name: 'activation registers and loads nothing native',
    run: async () => {
      const extension = extensions.getExtension(extensionId);
      assert.ok(extension, 'the extension is not installed');
      await extension.activate();
      const native = loadedLibraries().filter(
        (path) => path.startsWith(extension.extensionPath) || /sqlite/.test(path),
      );
      assert.deepEqual(native, []);
      assert.ok(loadedLibraries().length > 0, 'the list of libraries can be read');
    },
  },
  {
    name: 'the time of the activation is measured by the editor',
    run: (figures) => {
      figures['loadCodeMs'] = between('willLoadExtensionCode', 'didLoadExtensionCode');
      figures['activateMs'] = between('willActivateExtension', 'didActivateExtension');
    },
  },
];
