/** What may stand at a place in swarm.yaml. */
export type Shape =
  | { readonly type: 'text'; readonly oneOf?: readonly string[]; readonly about?: string }
  | {
      readonly type: 'number';
      readonly min: number;
      readonly max?: number;
      readonly whole?: true;
      readonly about?: string;
    }
  | { readonly type: 'money'; readonly about?: string }
  | { readonly type: 'boolean'; readonly about?: string }
  | { readonly type: 'list'; readonly of: Shape; readonly about?: string }
  | { readonly type: 'record'; readonly of: Shape; readonly about?: string }
  | { readonly type: 'map'; readonly keys: Readonly<Record<string, Key>>; readonly about?: string }
  | { readonly type: 'anything'; readonly about?: string };

/** A key of a map. */
export interface Key {
  readonly shape: Shape;
  readonly required?: true;
  /** Read, but nothing acts on it in this version. */
  readonly idle?: true;
  /** Accepted from older plans; says what to write instead. */
  readonly legacy?: string;
}

/** From 0 to 1. */
export const share: Shape = { type: 'number', min: 0, max: 1 };
/** A whole number from 0 on. */
export const count: Shape = { type: 'number', min: 0, whole: true };
/** A whole number from 1 on. */
export const positive = { type: 'number', min: 1, whole: true } as const satisfies Shape;
/** A number from 0 on. */
export const amount: Shape = { type: 'number', min: 0 };
/** Bounded, so that no sum of micro-dollars goes beyond what a number holds exactly. */
export const price = { type: 'number', min: 0, max: 10_000 } as const satisfies Shape;
/** How many times another figure it is. */
export const factor = { type: 'number', min: 0, max: 100 } as const satisfies Shape;
/** Text, as it stands. */
export const text: Shape = { type: 'text' };
/** A list of texts. */
export const texts: Shape = { type: 'list', of: text };
/** US dollars, as `$40` or `40`. */
export const money: Shape = { type: 'money' };
