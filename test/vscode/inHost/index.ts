import { writeFileSync } from 'node:fs';
import { activationTests } from './activation.ts';
import { documentTests } from './documents.ts';
import { languageTests } from './language.ts';
import { toolTests } from './languageModelTools.ts';
import { manifestTests } from './manifest.ts';

/** One test that runs inside the extension host; it fails by throwing. Figures go into the report. */
export interface HostTest {
  readonly name: string;
  readonly run: (figures: Record<string, number>) => Promise<void> | void;
}

/** Called by the editor. Runs every test and writes the report, whatever happens. */
export async function run(): Promise<void> {
  const figures: Record<string, number> = {};
  const tests: { name: string; error?: string }[] = [];
  for (const test of [...activationTests, ...manifestTests, ...languageTests, ...toolTests, ...documentTests]) {
    try {
      await test.run(figures);
      tests.push({ name: test.name });
    } catch (fault) {
      tests.push({ name: test.name, error: fault instanceof Error ? (fault.stack ?? fault.message) : String(fault) });
    }
  }
  writeFileSync(process.env['S2_HOST_REPORT'] ?? 'hostReport.json', JSON.stringify({ tests, figures }));
}
