/** The ref that remembers the merge of the swarm's result that a branch was given last, as long as it is not undone. */
export function resultRef(branch: string): string {
  return `refs/s2/result/${branch}`;
}
