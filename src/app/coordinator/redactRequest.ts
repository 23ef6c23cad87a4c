import { redactSecrets } from '../../domain/witness/redactSecrets.ts';
import type { Request } from '../../protocol/verbs.ts';

/** A request as it may be written down: sentences that come from a command's output or an agent lose what looks like a secret. */
export function redactRequest<R extends Request>(request: R): R;
export function redactRequest(request: Request): Request {
  switch (request.verb) {
    case 'fail':
    case 'rejected':
    case 'reportBlocker':
    case 'unreserve':
      return { ...request, reason: redactSecrets(request.reason) };
    case 'progress':
      return { ...request, note: redactSecrets(request.note) };
    default:
      return request;
  }
}
