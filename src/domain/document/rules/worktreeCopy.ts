import { isKept } from '../../agent/treePath.ts';
import { staysInside } from '../identifiers.ts';
import type { YamlNode } from '../parsers.ts';
import type { Finding, WorldRule } from '../rule.ts';
import { itemsAt, textsAt, valueAt } from '../yamlLookup.ts';

/** What is copied into a worktree is in the reach of whoever works there: it has to be named, and to lie in the repository. */
export const worktreeCopy: WorldRule = {
  id: 'swarm/worktree-copy',
  scope: 'world',
  severity: 'error',
  loose: 'off',
  summary:
    'A file to be copied into worktrees lies outside the repository, in `.git` or `.s2`, or is not named at all.',
  check: ({ swarm }) => {
    if (!swarm) return [];
    const file = swarm.path;
    return [swarm.yaml, ...itemsAt(swarm.yaml, 'sessions')].flatMap((node) =>
      findingsIn(valueAt(node, 'worktree')).map((found) => ({ file, ...found })),
    );
  },
};

function findingsIn(worktree: YamlNode | undefined): readonly Omit<Finding, 'file'>[] {
  return textsAt(worktree, 'copy').flatMap(({ value, range }) => {
    const why = whyNot(value.slice(0, 500));
    return why === undefined ? [] : [{ range, message: `${value.slice(0, 120)} ${why}.` }];
  });
}

function whyNot(glob: string): string | undefined {
  if (!staysInside(glob) || glob.includes('\\') || /\p{Cc}/u.test(glob))
    return 'lies outside the repository; write a path or glob relative to its root, with / between folders';
  const parts = glob.split('/').filter((part) => part !== '' && part !== '.');
  if (parts.some(isKept)) return 'belongs to git or to the swarm, and is never copied';
  if (parts.every((part) => /^(?:\*{1,2}|\*\.\*)$/.test(part)))
    return 'matches whatever git does not know; name the files that agents may have';
  return undefined;
}
