/** What an outside agent says that a tool call of it is about. Its word alone: the call itself is made where we do not see it. */
export interface AskedCall {
  /** By the words of the Agent Client Protocol: `read`, `edit`, `delete`, `move`, `search`, `execute`, `think`, `fetch` … */
  readonly kind: string;
  /** Every path that the call names, each with why it is not for agents; undefined for one inside of the worktree. */
  readonly places: readonly { readonly path: string; readonly fault: string | undefined }[];
}

/** What policy says to a call: that it may be made, that a person has to say so, or that nobody may. */
export type PermissionVerdict =
  | { readonly kind: 'allow' }
  | { readonly kind: 'ask' }
  | { readonly kind: 'refuse'; readonly reason: string };

/** Kinds of call that stay within the session's own worktree, whose state before each task is kept. */
const harmless: ReadonlySet<string> = new Set(['read', 'search', 'edit']);

/**
 * The standing policy for outside agents: reading and editing inside of the worktree goes, whatever leads out of it does not, and everything
 * else is for a person to say. A call that names no place could be anywhere, so it is asked for.
 */
export function decidePermission(call: AskedCall): PermissionVerdict {
  const outside = call.places.find(({ fault }) => fault !== undefined);
  if (outside?.fault !== undefined) return { kind: 'refuse', reason: outside.fault };
  return harmless.has(call.kind) && call.places.length > 0 ? { kind: 'allow' } : { kind: 'ask' };
}

const yes = /^(allow|allowed|approve|approved|yes|y|ok)$/i;

/** Whether a person's answer lets a call be made: its first word is one of a few that mean yes. Everything else means no. */
export function isConsent(answer: string): boolean {
  return yes.test(/^\s*([\p{L}]+)/u.exec(answer)?.[1] ?? '');
}
