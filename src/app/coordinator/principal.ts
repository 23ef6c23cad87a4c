import type { Refusal } from '../../domain/task/refusal.ts';
import type { Actor } from '../../domain/witness/entry.ts';
import type { Request } from '../../protocol/verbs.ts';

/** On whose behalf a request comes: established by its token or its place in the process, never by what the request says. */
export type Principal =
  | { readonly kind: 'person'; readonly name: string; readonly token: string | null }
  /** `runner`: it is the process that the agent host has started for the session, and not just somebody who has the session's token. */
  | { readonly kind: 'session'; readonly session: string; readonly token: string | null; readonly runner?: true }
  | { readonly kind: 'integrator'; readonly token: string | null };

export function actorOf(principal: Principal): Actor {
  switch (principal.kind) {
    case 'person':
      return { kind: 'person', name: principal.name };
    case 'session':
      return { kind: 'session', id: principal.session };
    case 'integrator':
      return { kind: 'integrator' };
  }
}

/** Refuses what the principal has no business with: a session speaks only for itself, only the integrator merges, only a person steers. */
export function authorize(principal: Principal, request: Request): Refusal | undefined {
  switch (request.verb) {
    case 'why':
    case 'memo':
    // What entries say is given to people alone: see TokenService.
    case 'subscribe':
      return undefined;
    case 'pause':
    case 'resume':
    case 'reopen':
    case 'clearBlocker':
    case 'acceptCommits':
    case 'resultMerged':
    case 'reverted':
    case 'setBudget':
    case 'leaveHalted':
    case 'resetBreaker':
    case 'watch':
    case 'stop':
    case 'approve':
    case 'reject':
      return principal.kind === 'person' ? undefined : forbidden(`${request.verb} is for a person`);
    case 'nextIntegration':
    case 'integrated':
    case 'rejected':
    case 'conflicted':
    case 'integratedAll':
    case 'hostWait':
    case 'runnerEnded':
    case 'hostTrouble':
    case 'integrationHead':
      return principal.kind === 'integrator' ? undefined : forbidden(`${request.verb} is for the agent host`);
    case 'stalled':
      // An agent does not say of itself that it gets nowhere.
      return speaksFor(principal, request.session) && isRunner(principal)
        ? undefined
        : forbidden(`stalled for ${request.session} is for its runner`);
    case 'registerSession':
      if (!speaksFor(principal, request.session))
        return forbidden(`registerSession for ${request.session} needs its token`);
      if (isRunner(principal) || (request.provider === 'mcp' && request.sandbox === 'none')) return undefined;
      return forbidden('whoever is no runner of this swarm registers as mcp, without a sandbox');
    case 'heartbeat':
    case 'claimNext':
    case 'progress':
    case 'complete':
    case 'fail':
    case 'reportBlocker':
    case 'offerHelp':
    case 'reserve':
    case 'settle':
    case 'reportCost':
    case 'unreserve':
    case 'providerRefused':
    case 'output':
    case 'permit':
    case 'claimResult':
    case 'linkResult':
    case 'vote':
    case 'ask':
    case 'inbox':
    case 'acknowledge':
      return speaksFor(principal, request.session)
        ? undefined
        : forbidden(`${request.verb} for ${request.session} needs its token`);
    case 'requestHelp':
    case 'acceptHelp':
      // In nobody's name it is a person's word, and weighs more than a session's.
      if (request.session === undefined && principal.kind === 'person') return undefined;
      return request.session !== undefined && speaksFor(principal, request.session)
        ? undefined
        : forbidden(`${request.verb} needs a person, or the token of the session in whose name it is asked`);
    case 'propose':
    case 'answer':
    case 'message': {
      const { session, verb } = request;
      if (session === undefined)
        return principal.kind === 'person' ? undefined : forbidden(`${verb} without a session is for a person`);
      return speaksFor(principal, session) ? undefined : forbidden(`${verb} for ${session} needs its token`);
    }
    case 'listReady':
    case 'claim':
    case 'release':
      if (principal.kind === 'person' || speaksFor(principal, request.session)) return undefined;
      return forbidden(`${request.verb} for ${request.session} needs its token`);
  }
}

/** Whether it is a runner of the swarm's own: what it says of its provider, its sandbox and what it has verified is taken for true. */
export function isRunner(principal: Principal): boolean {
  return principal.kind === 'session' && principal.runner === true;
}

function speaksFor(principal: Principal, session: string): boolean {
  return principal.kind === 'session' && principal.session === session;
}

function forbidden(reason: string): Refusal {
  return { code: 'forbidden', reason, next: 'A token speaks for nobody but whom it was made for.' };
}
