import { fromDollars } from './money.ts';
import type { Price, TokenRates } from './price.ts';

/** A model as a price list states it: US dollars per million tokens; cache figures are multiples of the input price. */
export interface ListedModel {
  readonly tier: string;
  readonly model: string;
  readonly input: number;
  readonly output: number;
  readonly cacheRead: number;
  readonly cacheWrite5m: number;
  readonly cacheWrite1h: number;
  /** For calls with a longer prompt (cache reads and writes included) every token costs this instead. */
  readonly step?: { readonly above: number; readonly input: number; readonly output: number };
}

/**
 * The public price list as of 2026-10-07 (https://platform.claude.com/docs/en/about-claude/pricing): data only, each figure
 * of which a swarm.yaml may override in `models`.
 */
export const priceList: { readonly date: string; readonly models: readonly ListedModel[] } = {
  date: '2026-10-07',
  models: [
    {
      tier: 'haiku',
      model: 'claude-haiku-5-5',
      input: 0.1,
      output: 0.5,
      cacheRead: 0.1,
      cacheWrite5m: 1.25,
      cacheWrite1h: 2,
      step: { above: 100_000, input: 0.5, output: 2.5 },
    },
    {
      tier: 'sonnet',
      model: 'claude-sonnet-5-5',
      input: 2,
      output: 10,
      cacheRead: 0.05,
      cacheWrite5m: 1.25,
      cacheWrite1h: 2,
    },
    {
      tier: 'opus',
      model: 'claude-opus-5-5',
      input: 4,
      output: 20,
      cacheRead: 0.05,
      cacheWrite5m: 1.25,
      cacheWrite1h: 2,
    },
  ],
};

/** What swarm.yaml says about the price of a tier; what it leaves out is taken from the list. */
export type PriceOverride = Partial<Omit<ListedModel, 'tier' | 'step'>> & {
  readonly step?: Partial<NonNullable<ListedModel['step']>>;
};

/**
 * The price of each name that a call may state: tiers, and the models behind them. A tier without input and output price,
 * neither stated nor listed, has none: it is unknown and refused. A model that two tiers price differently goes by its tier's name only.
 */
export function resolvePrices(tiers: ReadonlyMap<string, PriceOverride>): Readonly<Record<string, Price>> {
  const stated = tiers.size > 0 ? tiers : new Map(priceList.models.map(({ tier }) => [tier, {}] as const));
  const prices = new Map<string, Price>();
  const byModel = new Map<string, Price | 'ambiguous'>();
  for (const [tier, override] of stated) {
    const resolved = resolve(tier, override);
    if (!resolved) continue;
    prices.set(tier, resolved.price);
    const { model } = resolved;
    if (model !== undefined) byModel.set(model, byModel.has(model) ? 'ambiguous' : resolved.price);
  }
  for (const [model, price] of byModel) if (price !== 'ambiguous' && !prices.has(model)) prices.set(model, price);
  return Object.fromEntries(prices);
}

/** The model of each tier: what is stated for it, or what is listed; a tier of an unlisted name without a model has none. */
export function resolveModels(tiers: ReadonlyMap<string, string | undefined>): Readonly<Record<string, string>> {
  const stated = tiers.size > 0 ? tiers : new Map(priceList.models.map(({ tier }) => [tier, undefined] as const));
  const known = [...stated].flatMap(([tier, model]) => {
    const found = model ?? modelOf(tier);
    return found === undefined ? [] : [[tier, found] as const];
  });
  return Object.fromEntries(known);
}

function resolve(
  tier: string,
  override: PriceOverride,
): { readonly model: string | undefined; readonly price: Price } | undefined {
  const listed = priceList.models.find(({ model }) =>
    override.model === undefined ? model === modelOf(tier) : model === override.model,
  );
  const input = override.input ?? listed?.input;
  const output = override.output ?? listed?.output;
  if (input === undefined || output === undefined) return undefined;
  const factors = {
    cacheRead: override.cacheRead ?? listed?.cacheRead ?? 1,
    cacheWrite5m: override.cacheWrite5m ?? listed?.cacheWrite5m ?? 1.25,
    cacheWrite1h: override.cacheWrite1h ?? listed?.cacheWrite1h ?? 2,
  };
  const step = stepOf(override, listed, { input, output });
  const price = {
    ...ratesOf({ input, output, ...factors }),
    step: step ? { above: step.above, rates: ratesOf({ ...step, ...factors }) } : null,
  };
  return { model: override.model ?? listed?.model, price };
}

/** A swarm that states its own plain prices has its own price list: the listed step then holds only where it is stated, too. */
function stepOf(
  override: PriceOverride,
  listed: ListedModel | undefined,
  plain: { readonly input: number; readonly output: number },
): ListedModel['step'] {
  const same = plain.input === listed?.input && plain.output === listed.output;
  const base = same ? listed?.step : undefined;
  const above = override.step?.above ?? base?.above;
  if (above === undefined) return undefined;
  return {
    above,
    input: override.step?.input ?? base?.input ?? plain.input,
    output: override.step?.output ?? base?.output ?? plain.output,
  };
}

function modelOf(tier: string): string | undefined {
  return priceList.models.find((listed) => listed.tier === tier.toLowerCase())?.model;
}

function ratesOf(listed: Omit<ListedModel, 'tier' | 'model' | 'step'>): TokenRates {
  const of = (factor: number): number => fromDollars(listed.input * factor);
  return {
    input: of(1),
    output: fromDollars(listed.output),
    cacheRead: of(listed.cacheRead),
    cacheWrite5m: of(listed.cacheWrite5m),
    cacheWrite1h: of(listed.cacheWrite1h),
  };
}
