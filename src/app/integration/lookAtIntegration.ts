import type { CoordinatorClient } from '../../protocol/coordinatorClient.ts';
import type { HostTrouble } from '../../protocol/hostTrouble.ts';
import type { BranchLook, Workspace } from '../ports/workspace.ts';

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

/** The integration branch as it should be, or ahead of it by one commit that may be the queue's own merge of before it died. */
export interface Standing {
  /** Its head by the ledger. */
  readonly from: string;
  /** Its head now. */
  readonly head: string;
  readonly parents: readonly string[];
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
      const standing = { from, head, parents: look.parents };
      if (head === from) return { standing, foreign: undefined };
      if (await takeBack(lookout, from, look))
        return { standing: { from, head: from, parents: [] }, foreign: undefined };
      const trouble: HostTrouble = { kind: 'foreign-commits', from, head, commits, more };
      return { standing, foreign: new HeldUp(`Somebody else has committed to ${branch}.`, trouble) };
    }
  }
}

/**
 * Moves the branch back from a merge of the queue's own that the ledger has never heard of, because its task was taken back
 * between the merge and the word of it. Nothing is lost: what was merged is kept as it was submitted, and merging it again
 * gives the same content. False for whatever may be somebody else's.
 */
async function takeBack(
  { client, workspace, integrationBranch: branch }: Lookout,
  from: string,
  { head, parents, commits }: Extract<BranchLook, { outcome: 'holds-it' }>,
): Promise<boolean> {
  const [onto, merged] = parents;
  const task = commits.find(({ commit }) => commit === head)?.claims ?? undefined;
  if (parents.length !== 2 || onto !== from || merged === undefined || task === undefined) return false;
  const asked = await client.request({ verb: 'integrationHead', merged });
  if (!asked.ok || asked.value.head !== from || !asked.value.takenBack) return false;
  const again = await workspace.createMerge(from, merged, 'The same once more', {
    task,
    session: '',
    epoch: 0,
  });
  if (!again.merged || again.tree !== (await workspace.treeOf(head))) return false;
  return workspace.advance(branch, head, from);
}
