import { parseDollars } from '../base/dollars.ts';

/** What a person asks of a cap: an amount, so much more than now, or none. Micro-dollars. */
export type CapWish =
  | { readonly kind: 'to'; readonly cap: number }
  | { readonly kind: 'by'; readonly more: number }
  | { readonly kind: 'none' };

/** Reads `40`, `$40`, `+10` and `none`; undefined for anything else. */
export function parseCapWish(text: string): CapWish | undefined {
  const asked = text.trim();
  if (asked.toLowerCase() === 'none') return { kind: 'none' };
  const amount = parseDollars(asked.startsWith('+') ? asked.slice(1) : asked);
  if (amount === undefined) return undefined;
  return asked.startsWith('+') ? { kind: 'by', more: amount } : { kind: 'to', cap: amount };
}

/** The cap that is meant, in micro-dollars; `now` is the present one in US dollars. What is raised without a cap stays without. */
export function capMeant(wish: CapWish, now: number | null): number | null {
  switch (wish.kind) {
    case 'none':
      return null;
    case 'to':
      return wish.cap;
    case 'by':
      return now === null ? null : Math.round(now * 1e6) + wish.more;
  }
}
