import type { CommandContext } from '../commands/commandContext.ts';
import { addCounts, noCounts, type TestCounts } from './testCounts.ts';
import type { TestStage } from './testStage.ts';

type Row =
  | { readonly stage: string; readonly kind: 'ran'; readonly counts: TestCounts; readonly ms: number }
  | { readonly stage: string; readonly kind: 'nothing-to-run' | 'not-reached' };

/** Runs the stages in order up to the first that fails; resolves to the exit code after a table with each stage's time. */
export async function runStages(
  stages: readonly TestStage[],
  context: CommandContext,
  filter: string | undefined,
): Promise<number> {
  const rows: Row[] = [];
  for (const stage of stages) {
    rows.push(rows.some(hasFailed) ? { stage: stage.name, kind: 'not-reached' } : await runOne(stage, context, filter));
  }
  const total = rows.reduce((sum, row) => (row.kind === 'ran' ? addCounts(sum, row.counts) : sum), noCounts);
  console.log(`\n${rows.map(describe).join('\n')}\n`);
  if (total.passed + total.failed === 0) console.error(`No test ran: no test file's path contains "${filter ?? ''}".`);
  console.log(`${total.passed} passed, ${total.failed} failed`);
  return rows.some(hasFailed) || total.passed === 0 ? 1 : 0;
}

async function runOne(stage: TestStage, context: CommandContext, filter: string | undefined): Promise<Row> {
  const started = performance.now();
  console.log(`\n== ${stage.name}`);
  const counts = await stage.run(context, filter);
  if (counts === undefined) return { stage: stage.name, kind: 'nothing-to-run' };
  return { stage: stage.name, kind: 'ran', counts, ms: performance.now() - started };
}

/** A stage without a single passed test proves nothing, so it has failed. */
function hasFailed(row: Row): boolean {
  return row.kind === 'ran' && (row.counts.failed > 0 || row.counts.passed === 0);
}

function describe(row: Row): string {
  const name = row.stage.padEnd(12);
  switch (row.kind) {
    case 'ran': {
      const { passed, failed } = row.counts;
      const seconds = `${(row.ms / 1000).toFixed(1)} s`.padStart(9);
      return `${name}${seconds}  ${String(passed).padStart(6)} passed  ${String(failed).padStart(4)} failed`;
    }
    case 'nothing-to-run':
      return `${name}${'–'.padStart(9)}  nothing to run`;
    case 'not-reached':
      return `${name}${'–'.padStart(9)}  not reached`;
  }
}
