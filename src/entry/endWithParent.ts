/**
 * Makes this process end when its parent says so or is gone: `stop` aborts, and what has not ended by itself within
 * `graceMs` is ended. A Ctrl-C in the terminal is the parent's business, and reaches this process through it.
 */
export function endWithParent(stop: AbortController, graceMs: number): void {
  const end = (): void => {
    if (stop.signal.aborted) return;
    stop.abort();
    setTimeout(() => process.exit(1), graceMs).unref();
  };
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', end);
  process.on('SIGHUP', end);
  process.on('disconnect', end);
  process.on('message', (raw) => {
    if (typeof raw === 'object' && raw !== null && 'type' in raw && raw.type === 'stop') end();
  });
}
