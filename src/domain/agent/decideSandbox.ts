import type { ProviderName } from '../task/plan.ts';

/** How the person wants commands to be confined: always, or not at all; `auto`: where it can be done. */
export type SandboxChoice = 'required' | 'auto' | 'off';
export const sandboxChoices: readonly SandboxChoice[] = ['required', 'auto', 'off'];

/** Whether commands are confined by the operating system. */
export type SandboxKind = 'os' | 'none';

export type SandboxDecision =
  | { readonly ok: true; readonly kind: SandboxKind }
  /** Something would run with all rights of the person, who has not said so. */
  | { readonly ok: false; readonly reason: string };

/**
 * Decides how the commands of a swarm's sessions run, where `whyNot` says why they cannot be confined (null when they can). Outside agents that the swarm
 * starts are never confined; those that a person starts are the person's own affair.
 */
export function decideSandbox(
  choice: SandboxChoice,
  whyNot: string | null,
  sessions: readonly { readonly id: string; readonly provider: ProviderName }[],
): SandboxDecision {
  if (choice === 'off') return { ok: true, kind: 'none' };
  if (choice === 'auto') return { ok: true, kind: whyNot === null ? 'os' : 'none' };
  if (whyNot !== null) return { ok: false, reason: `The commands of this plan cannot be sandboxed here: ${whyNot}` };
  const agents = sessions.filter(({ provider }) => provider === 'acp').map(({ id }) => id);
  if (agents.length === 0) return { ok: true, kind: 'os' };
  return { ok: false, reason: `The outside agents of ${agents.slice(0, 5).join(', ')} run without a sandbox` };
}

/** How a session's own work runs, when its swarm's commands run so. */
export function sandboxOf(provider: string, commands: SandboxKind): SandboxKind {
  return provider === 'acp' || provider === 'mcp' ? 'none' : commands;
}

/**
 * Whether a person has had the commands of a swarm run without a sandbox, as far as its sessions tell; undefined when they do not: agents from outside never have one.
 */
export function sandboxSaid(
  joined: readonly { readonly provider: string; readonly sandbox: SandboxKind }[],
): SandboxKind | undefined {
  const ours = joined.filter(({ provider }) => provider !== 'acp' && provider !== 'mcp');
  if (ours.length === 0) return undefined;
  return ours.some(({ sandbox }) => sandbox === 'os') ? 'os' : 'none';
}
