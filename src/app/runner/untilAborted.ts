/**
 * Waits for `pending`, but no longer than until `signal` aborts: then it resolves to undefined, and what becomes of `pending`
 * afterwards no longer matters.
 */
export async function untilAborted<T>(pending: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  let stop: () => void = () => undefined;
  const aborted = new Promise<undefined>((resolve) => {
    stop = () => resolve(undefined);
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([pending, aborted]);
  } catch (error) {
    // A connection that is lost rejects what waits on it; the abort says the same.
    if (signal.aborted) return undefined;
    throw error;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
