/** Adds items one by one: spreading a hostile list of a megabyte into arguments would overflow the stack. */
export function append<T>(target: T[], items: Iterable<T>): undefined {
  for (const item of items) target.push(item);
  return undefined;
}
