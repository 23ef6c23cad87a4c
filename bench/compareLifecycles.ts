import type { Figure } from './benchmark.ts';
import type { Row } from './report/report.ts';

/** The rows with our lifecycles set against graphile-worker's jobs, when both were measured in this run. */
export function compareLifecycles(rows: readonly Row[]): readonly Row[] {
  const rate = (name: string): number | undefined => rows.find((row) => row.name === name)?.figures[0]?.value;
  const [ours, theirs] = [rate('lifecycle'), rate('graphile-worker')];
  if (ours === undefined || theirs === undefined) return rows;
  const ratio: Figure = {
    what: 'lifecycles ÷ jobs of tuned graphile-worker',
    value: ours / theirs,
    unit: '×',
    target: { limit: 2, better: 'higher' },
  };
  return rows.map((row) => (row.name === 'lifecycle' ? { ...row, figures: [...row.figures, ratio] } : row));
}
