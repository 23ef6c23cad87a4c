import { redactSecrets } from '../../domain/witness/redactSecrets.ts';
import type { Request } from '../../protocol/verbs.ts';

/** A request as it may be written down: sentences that come from a command's output or an agent lose what looks like a secret. */
export function redactRequest<R extends Request>(request: R): R;
export function redactRequest(request: Request): Request {
  switch (request.verb) {
    case 'fail':
    case 'rejected':
    case 'reportBlocker':
    case 'requestHelp':
    case 'unreserve':
      return { ...request, reason: redactSecrets(request.reason) };
    case 'conflicted':
      return { ...request, files: request.files.map(redactSecrets) };
    case 'offerHelp':
    case 'progress':
      return { ...request, note: redactSecrets(request.note) };
    case 'approve':
    case 'reject':
      return { ...request, reason: redactSecrets(request.reason) };
    case 'vote': {
      const { rationale, alternative } = request;
      return { ...request, rationale: redactSecrets(rationale), alternative: redactSecrets(alternative) };
    }
    case 'propose':
      return { ...request, title: redactSecrets(request.title) };
    case 'claimResult':
      return { ...request, text: redactSecrets(request.text) };
    case 'linkResult':
      return { ...request, reason: redactSecrets(request.reason) };
    case 'permit': {
      const { wanted } = request;
      return wanted.kind === 'host' ? request : { ...request, wanted: { ...wanted, line: redactSecrets(wanted.line) } };
    }
    case 'ask':
    case 'answer':
    case 'message':
      return { ...request, text: redactSecrets(request.text) };
    default:
      return request;
  }
}
