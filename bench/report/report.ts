import { isReached, type Figure } from '../benchmark.ts';
import type { Machine } from './machine.ts';

/** One benchmark's outcome; `problem` says why there are no figures. */
export interface Row {
  readonly name: string;
  readonly rowOfSpec: string;
  readonly figures: readonly Figure[];
  readonly problem?: string;
}

/** One whole run, as `--json` writes it. */
export interface Report {
  /** Day of the run, YYYY-MM-DD. */
  readonly date: string;
  readonly machine: Machine;
  readonly rows: readonly Row[];
}

/** A number with three significant digits and its unit. */
export function formatValue({ value, unit }: Pick<Figure, 'value' | 'unit'>): string {
  const text = Number(value.toPrecision(3)).toLocaleString('en-US', { maximumFractionDigits: 3 });
  return unit === '' ? text : `${text} ${unit}`;
}

export function formatTarget({ target, unit }: Figure): string {
  if (!target) return '';
  return `${target.better === 'lower' ? '≤' : '≥'} ${formatValue({ value: target.limit, unit })}`;
}

export function formatVerdict(figure: Figure): string {
  const reached = isReached(figure);
  if (reached === undefined) return '';
  return reached ? 'reached' : 'not reached';
}

export function machineLine({ cores, cpu, memoryGB, kernel, fileSystem, node, load }: Machine): string {
  return `${cores} cores (${cpu}), ${memoryGB} GB, ${kernel}, ${fileSystem}, Node ${node}, load ${load} before the run`;
}
