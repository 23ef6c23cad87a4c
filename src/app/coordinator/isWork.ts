import type { Request } from '../../protocol/verbs.ts';

/** What is asked by whoever only looks, waits, or says that it is there. */
const looking: ReadonlySet<Request['verb']> = new Set([
  'registerSession',
  'listReady',
  'why',
  'subscribe',
  'watch',
  'inbox',
  'acknowledge',
  'memo',
  'stalled',
]);

/** Whether a request comes of work: a heartbeat does when it says that something has been done. */
export function isWork(request: Request): boolean {
  return request.verb === 'heartbeat' ? request.worked === true : !looking.has(request.verb);
}
