import { totalOf } from './bill.mjs';
import { formatTable } from './table.mjs';

/** What is to be bought, with the sum below. */
export function reportOf(items, list) {
  const rows = items.map(({ name, amount, unit }) => [name, `${amount} ${unit}`]);
  return `${formatTable(rows)}\n${(totalOf(items, list) / 100).toFixed(2)}`;
}
