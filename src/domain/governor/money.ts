import type { Brand } from '../../base/brand.ts';
import { microsPerDollar, parseDollars } from '../../base/dollars.ts';

/** US dollars in whole micro-dollars (10⁻⁶ $): sums are exact up to nine billion dollars. Never negative. */
export type Money = Brand<number, 'Money'>;

/** Takes over an amount that already is in whole micro-dollars; throws RangeError for anything else. */
export function money(micros: number): Money {
  if (!Number.isSafeInteger(micros) || micros < 0) throw new RangeError(`${micros} is no amount of micro-dollars`);
  return micros as Money;
}

export const nothing: Money = money(0);

/** An amount of dollars, to the nearest micro-dollar. Throws RangeError for what is no amount. */
export function fromDollars(dollars: number): Money {
  return money(Math.round(dollars * microsPerDollar));
}

/** For reports and documents, which speak of dollars. */
export function toDollars(amount: number): number {
  return amount / microsPerDollar;
}

/** Reads `$40`, `40.0`, `40 USD`, with up to six decimals; undefined for what is no amount. Digits are never rounded. */
export function parseMoney(text: string): Money | undefined {
  const micros = parseDollars(text);
  return micros === undefined ? undefined : money(micros);
}

/** Dollars for a person: cents, and more digits only below a cent or where there are some. */
export function formatMoney(amount: number): string {
  const [whole = '0', decimals = ''] = toDollars(amount).toFixed(6).split('.');
  return `$${whole}.${decimals.replace(/0{1,4}$/, '')}`;
}
