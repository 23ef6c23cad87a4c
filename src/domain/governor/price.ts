import { money, type Money } from './money.ts';

/** What one kind of token costs: whole micro-dollars per million tokens, so that $0.10 per million is 100,000. */
export interface TokenRates {
  readonly input: number;
  readonly output: number;
  readonly cacheRead: number;
  readonly cacheWrite5m: number;
  readonly cacheWrite1h: number;
}

/** What a model costs. Above `step.above` prompt tokens (cache reads and writes included) every token of the call costs `step.rates`. */
export interface Price extends TokenRates {
  readonly step: { readonly above: number; readonly rates: TokenRates } | null;
}

/** Tokens of one call, or of several, by kind. `input` are those that neither came from a cache nor went into one. */
export interface Usage {
  readonly input: number;
  readonly output: number;
  readonly cacheRead: number;
  readonly cacheWrite5m: number;
  readonly cacheWrite1h: number;
}

/** How long what a call writes into the cache is kept: `none` when it writes nothing there. */
export type CacheUse = 'none' | '5m' | '1h';

const tokensPerPrice = 1_000_000n;

/** The cost of one call, rounded up to a whole micro-dollar once. */
export function usageCost(usage: Usage, price: Price): Money {
  const prompt = usage.input + usage.cacheRead + usage.cacheWrite5m + usage.cacheWrite1h;
  const rates = price.step !== null && prompt > price.step.above ? price.step.rates : price;
  // Tokens times rate goes beyond what a number holds exactly.
  const parts =
    product(usage.input, rates.input) +
    product(usage.output, rates.output) +
    product(usage.cacheRead, rates.cacheRead) +
    product(usage.cacheWrite5m, rates.cacheWrite5m) +
    product(usage.cacheWrite1h, rates.cacheWrite1h);
  return money(Number((parts + tokensPerPrice - 1n) / tokensPerPrice));
}

/**
 * The most that a call can cost: its counted prompt tokens at the dearest rate that they may be billed at (plain, read from
 * the cache or written into it), and every output token that it is allowed.
 */
export function worstCost(
  call: { readonly prompt: number; readonly maxOutput: number; readonly cache: CacheUse },
  price: Price,
): Money {
  const stepped = price.step !== null && call.prompt > price.step.above;
  const rates = stepped && price.step !== null ? price.step.rates : price;
  const kinds: readonly (keyof Usage)[] = [
    'input',
    'cacheRead',
    ...(call.cache === 'none' ? [] : (['cacheWrite5m'] as const)),
    ...(call.cache === '1h' ? (['cacheWrite1h'] as const) : []),
  ];
  const dearest = kinds.reduce<keyof Usage>((best, kind) => (rates[kind] > rates[best] ? kind : best), 'input');
  return usageCost({ ...noUsage, [dearest]: call.prompt, output: call.maxOutput }, price);
}

export const noUsage: Usage = { input: 0, output: 0, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0 };

function product(tokens: number, rate: number): bigint {
  return BigInt(tokens) * BigInt(rate);
}
