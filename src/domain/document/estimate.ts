import type { Estimate } from '../task/plan.ts';
import { clip } from './inlineText.ts';

const amount = String.raw`(\d{1,9}(?:\.\d{1,4})?)`;
const time = new RegExp(
  `${amount}(?:\\s{0,3}(?:-|–|to)\\s{0,3}${amount})?\\s{0,3}(hours?|hrs?|h|minutes?|mins?|m|days?|d)\\b`,
  'i',
);
const money = new RegExp(`\\$\\s{0,3}${amount}(?:\\s{0,3}(?:-|–|to)\\s{0,3}\\$?${amount})?`);

/** Reads hours and US dollars, e.g. `2 hours, $4`. Of a range the upper end counts; a part that is not there stays absent. */
export function readEstimate(text: string): Estimate {
  const short = clip(text).replaceAll(/(\d),(\d{3})/g, '$1$2');
  const hours = time.exec(short);
  const cost = money.exec(short);
  return {
    ...(hours ? { hours: Number(hours[2] ?? hours[1]) * hoursIn(hours[3] ?? 'h') } : {}),
    ...(cost ? { cost: Number(cost[2] ?? cost[1]) } : {}),
  };
}

function hoursIn(unit: string): number {
  const first = unit.charAt(0).toLowerCase();
  if (first === 'm') return 1 / 60;
  return first === 'd' ? 8 : 1;
}

/** Reads an amount of US dollars: `$40`, `40.0`, 40; undefined when it is none. */
export function readMoney(text: string): number | undefined {
  const found = /^\$?\s?(\d{1,9}(?:\.\d{1,4})?)(?:\s?USD)?$/i.exec(text.trim());
  return found ? Number(found[1]) : undefined;
}
