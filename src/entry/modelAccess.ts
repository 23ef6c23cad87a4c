import { seatsOf } from '../domain/agent/seat.ts';
import type { AgentProgram, SessionSpec, SwarmPlan } from '../domain/task/plan.ts';
import type { WorktreeSpec } from '../domain/task/worktreeSpec.ts';
import type { FindModelAccess } from '../protocol/secretStore.ts';
import { modelAccessSchema, type ModelAccess } from '../protocol/hostMessages.ts';

/**
 * What the environment says: `ANTHROPIC_API_KEY`, for a credential named `team-b` `ANTHROPIC_API_KEY_TEAM_B`, and `ANTHROPIC_BASE_URL`. A named
 * credential never falls back to the shared one: it is named to be another.
 */
export function accessFrom(environment: Readonly<Record<string, string | undefined>>): FindModelAccess {
  return async (credential) => {
    const key = environment[keyVariable(credential)];
    if (key === undefined || key === '') return undefined;
    const baseUrl = environment['ANTHROPIC_BASE_URL'];
    return { key, ...(baseUrl === undefined || baseUrl === '' ? {} : { baseUrl }) };
  };
}

/** The environment variable that holds the key of a credential. */
export function keyVariable(credential: string): string {
  const suffix = credential.toUpperCase().replace(/[^A-Z0-9]+/g, '_');
  return suffix === '' ? 'ANTHROPIC_API_KEY' : `ANTHROPIC_API_KEY_${suffix}`;
}

/**
 * The access of every credential that the plan's sessions name: what `find` knows, else what the environment says. Throws a ZodError for an address
 * that is none.
 */
export async function collectAccess(
  plan: SwarmPlan,
  find: FindModelAccess = () => Promise.resolve(undefined),
): Promise<Readonly<Record<string, ModelAccess>>> {
  const names = new Set(
    plan.sessions.filter(({ provider }) => provider === 'anthropic').map(({ credential }) => credential ?? ''),
  );
  const found: [string, ModelAccess][] = [];
  for (const name of names) {
    const access = (await find(name)) ?? (await accessFrom(process.env)(name));
    if (access) found.push([name, modelAccessSchema.parse(access)]);
  }
  return Object.fromEntries(found);
}

/** A session as the agent host is told of it, but for its token. */
export function hostedSession(session: SessionSpec): {
  readonly id: string;
  readonly branch: string;
  readonly provider: string;
  readonly agents: number;
  readonly tier?: string;
  readonly credential?: string;
  readonly agent?: AgentProgram;
  readonly hosts?: readonly string[];
  readonly worktree?: WorktreeSpec;
} {
  const { id, branch, provider, agents, credential, agent, hosts, worktree } = session;
  const [tier] = Object.entries(agents).flatMap(([name, count]) => (count > 0 ? [name] : []));
  return {
    id,
    branch,
    provider,
    agents: seatsOf(agents),
    ...(agent === undefined ? {} : { agent }),
    ...(hosts === undefined ? {} : { hosts }),
    ...(tier === undefined ? {} : { tier }),
    ...(credential === undefined ? {} : { credential }),
    ...(worktree === undefined ? {} : { worktree }),
  };
}
