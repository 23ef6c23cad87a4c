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
