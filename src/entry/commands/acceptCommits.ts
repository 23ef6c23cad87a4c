import { join } from 'node:path';
import { lookFrom } from '../../adapters/git/foreignCommits.ts';
import { err, ok, type Result } from '../../base/result.ts';
import { isForged } from '../../domain/task/integrationBranch.ts';
import type { SwarmState } from '../../domain/task/swarmState.ts';
import type { ForeignCommit } from '../../protocol/hostTrouble.ts';
import type { AcceptedCommits, LeaderProblem } from '../../protocol/swarmLeader.ts';
import { findLedger, foldFile } from '../readSwarm.ts';
import { say, sayProblem, type CommandContext } from './command.ts';
import { decide } from './steerCommands.ts';

/** `s2 accept-commits`: records that a person takes over what somebody else has committed to the integration branch, up to its head. */
export async function acceptCommits(context: CommandContext, seen: string | undefined): Promise<number> {
  const file = await findLedger(context.folder);
  if (!file.ok) return sayProblem(file.error, context);
  const state = foldFile(file.value);
  const found = await findForeign(join(file.value, '..', '..'), state, seen);
  if (!found.ok) return sayProblem(found.error, context);
  const { from, head, commits, more } = found.value;
  if (!context.json) say(listCommits(state, found.value));
  const asked: AcceptedCommits = { from, head, commits: commits.map(({ commit }) => commit), more };
  return decide(context, (person) => person.acceptCommits(asked), `${state.integrationBranch} is accepted as it is.`);
}

/** Commits on the integration branch that the ledger does not account for. */
interface Foreign {
  readonly from: string;
  readonly head: string;
  readonly commits: readonly ForeignCommit[];
  readonly more: number;
}

/** Looks at the integration branch; a problem when there is nothing to take over, or when its head is not the one that was seen. */
async function findForeign(
  folder: string,
  state: SwarmState,
  seen: string | undefined,
): Promise<Result<Foreign, LeaderProblem>> {
  const { integrationBranch: branch, integration } = state;
  const { head: from } = integration;
  const look = from === undefined ? undefined : await lookFrom(folder, branch, from);
  if (from === undefined || look?.outcome !== 'holds-it' || look.head === from) {
    return err({
      code: 'nothing',
      message: `There is no commit of anybody else on ${branch} to accept. See \`s2 status\`.`,
    });
  }
  const { head, commits, more } = look;
  if (seen !== undefined && (seen.length < 7 || !head.startsWith(seen.toLowerCase()))) {
    return err({
      code: 'moved',
      message: `${branch} is at ${head.slice(0, 12)} and not at the commit that you named. Look at it again, then accept that one.`,
    });
  }
  return ok({ from, head, commits, more });
}

/** The commits as lines for a person. */
function listCommits(state: SwarmState, { commits, more }: Pick<Foreign, 'commits' | 'more'>): string {
  const lines = commits.map((commit) => {
    const forged = isForged(state, commit) ? `  FORGED: claims to be ${commit.claims}` : '';
    return `${commit.commit.slice(0, 12)}  ${commit.author}  ${commit.subject}${forged}`;
  });
  return [...lines, ...(more > 0 ? [`and ${more} more`] : [])].join('\n');
}

/** What a run says at its end when somebody else has committed to the integration branch since the last merge. */
export async function describeForeign(folder: string, state: SwarmState): Promise<readonly string[]> {
  const found = await findForeign(folder, state, undefined);
  if (!found.ok) return [];
  return [
    `Attention ${state.integrationBranch} holds commits that the ledger does not account for; \`s2 accept-commits\` takes them over:`,
    listCommits(state, found.value),
  ];
}
