import type { CoordinatorClient } from '../../protocol/coordinatorClient.ts';
import type { HostTrouble } from '../../protocol/hostTrouble.ts';
import type { Workspace } from '../ports/workspace.ts';

/** Something that keeps the merge queue from merging, and that is nobody's work: it is told, and tried again. */
export class HeldUp extends Error {
  override readonly name = 'HeldUp';
  readonly trouble: HostTrouble;

  constructor(message: string, trouble: HostTrouble = { kind: 'fault', reason: message }) {
    super(message);
    this.trouble = trouble;
  }
}

/** Where the merge queue looks. */
export interface Lookout {
  readonly client: CoordinatorClient;
  readonly workspace: Workspace;
  readonly integrationBranch: string;
}

/** The integration branch as it should be, or ahead of it by commits that may be the queue's own merges of before it died. */
export interface Standing {
  /** Its head by the ledger. */
  readonly from: string;
  /** Its head now. */
  readonly head: string;
}

/**
 * Compares the integration branch with what the ledger accounts for. Throws HeldUp when commits are missing; what is there
 * besides is told by `foreign`, for whoever called may know it.
 */
export async function lookAtIntegration(
  lookout: Lookout,
): Promise<{ readonly standing: Standing; readonly foreign: HeldUp | undefined }> {
  const { client, workspace, integrationBranch: branch } = lookout;
  const known = await client.request({ verb: 'integrationHead' });
  if (!known.ok) throw new HeldUp(known.error.message);
  const from = known.value.head;
  if (from === null) throw new HeldUp(`The ledger does not say where ${branch} began. Launch the swarm again.`);
  const look = await workspace.lookAtBranch(branch, from);
  switch (look.outcome) {
    case 'gone':
      throw new HeldUp(`The branch ${branch} is gone. Put it back with \`git branch ${branch} ${from.slice(0, 12)}\`.`);
    case 'lacks-work':
      throw new HeldUp(
        `The branch ${branch} is at ${look.head.slice(0, 12)} and lacks work that was merged. Put it back with \`git branch -f ${branch} ${from.slice(0, 12)}\`.`,
      );
    case 'holds-it': {
      const { head, commits, more } = look;
      const standing = { from, head };
      if (head === from) return { standing, foreign: undefined };
      if (await takeBack(lookout, from, head)) return { standing: { from, head: from }, foreign: undefined };
      const trouble: HostTrouble = { kind: 'foreign-commits', from, head, commits, more };
      return { standing, foreign: new HeldUp(`Somebody else has committed to ${branch}.`, trouble) };
    }
  }
}

/** A batch is never larger. */
export const longestLine = 64;

/**
 * Moves the branch back from merges of the queue's own that the ledger has never heard of, because a task among them was taken
 * back between the merge and the word of it. Nothing is lost: what was merged is kept as it was submitted, and merging it again
 * gives the same content. False for whatever may be somebody else's.
 */
async function takeBack(
  { client, workspace, integrationBranch: branch }: Lookout,
  from: string,
  head: string,
): Promise<boolean> {
  const line = await workspace.lineOf(from, head, longestLine);
  let isAnyTakenBack = false;
  for (const { parents, tree } of line ?? []) {
    const [onto, merged] = parents;
    if (parents.length !== 2 || onto === undefined || merged === undefined) return false;
    const asked = await client.request({ verb: 'integrationHead', merged });
    if (!asked.ok || asked.value.head !== from) return false;
    if (!asked.value.takenBack && !asked.value.submitted) return false;
    isAnyTakenBack ||= asked.value.takenBack;
    const trailers = { task: 'again', session: '', epoch: 0 };
    const again = await workspace.createMerge(onto, merged, 'The same once more', trailers);
    if (!again.merged || again.tree !== tree) return false;
  }
  return isAnyTakenBack && (await workspace.advance(branch, head, from));
}
