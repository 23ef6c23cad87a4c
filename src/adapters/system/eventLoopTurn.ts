/**
 * Resolves when this turn of the event loop has read everything that had arrived: what sixteen clients sent at about the same time then
 * shares one durable commit. A single client waits a few microseconds for it.
 */
export function eventLoopTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
