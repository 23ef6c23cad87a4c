import type { AnchorStore } from '../ports/anchorStore.ts';

/** What came of anchoring: written, there already, nothing to anchor yet, or no branch to anchor it to. */
export type Anchoring = 'anchored' | 'unchanged' | 'empty' | 'no-branch';

/** Keeps the latest of a ledger's signed checkpoints (by rising size) outside, with the head of the integration branch. */
export async function anchorLedger(
  checkpoints: Iterable<string>,
  anchors: AnchorStore,
  branch: string,
): Promise<Anchoring> {
  let latest: string | undefined;
  for (const checkpoint of checkpoints) latest = checkpoint;
  if (latest === undefined) return 'empty';
  if ((await anchors.read()).includes(latest)) return 'unchanged';
  return (await anchors.add(branch, latest)) ? 'anchored' : 'no-branch';
}
