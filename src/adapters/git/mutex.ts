/** Runs what is given to it one after the other, in order; a failure does not stop the next. */
export type Mutex = <T>(run: () => Promise<T>) => Promise<T>;

export function createMutex(): Mutex {
  let last: Promise<unknown> = Promise.resolve();
  return (run) => {
    const next = last.then(run, run);
    last = next.then(
      () => undefined,
      () => undefined,
    );
    return next;
  };
}
