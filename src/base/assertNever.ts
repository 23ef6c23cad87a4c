/** Marks a place that exhaustive checking has shown to be unreachable; throws if a value from outside the types gets there. */
export function assertNever(value: never): never {
  throw new TypeError(`unexpected value ${JSON.stringify(value)}`);
}
