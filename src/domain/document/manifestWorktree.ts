import { usualWorktree, type WorktreeSpec } from '../task/worktreeSpec.ts';
import type { YamlNode } from './parsers.ts';
import { numberAt, textAt, textsAt, valueAt } from './yamlLookup.ts';

/** Bounds of `ports`: more would leave nothing for others. */
export const mostPorts = 200;
/** Bound of `setup_timeout_minutes`, as of a task. */
export const mostSetupMinutes = 360;

/**
 * What swarm.yaml says of a session's worktree: key by key, what the session states comes before what stands at the top. Undefined when neither
 * states anything; what is out of bounds is a finding of its own, and counts as not stated.
 */
export function readWorktree(root: YamlNode, session: YamlNode): WorktreeSpec | undefined {
  const stated = [valueAt(session, 'worktree'), valueAt(root, 'worktree')];
  if (stated.every((node) => node === undefined)) return undefined;
  const of = (key: string): YamlNode | undefined => stated.find((node) => valueAt(node, key) !== undefined);
  const setup = textAt(of('setup'), 'setup')?.value;
  return {
    ...(setup === undefined ? {} : { setup }),
    setupMinutes:
      within(numberAt(of('setup_timeout_minutes'), 'setup_timeout_minutes'), [1, mostSetupMinutes]) ??
      usualWorktree.setupMinutes,
    copy: textsAt(of('copy'), 'copy').map(({ value }) => value),
    ports: within(numberAt(of('ports'), 'ports'), [0, mostPorts]) ?? usualWorktree.ports,
  };
}

function within(value: number | undefined, [least, most]: readonly [number, number]): number | undefined {
  return value !== undefined && Number.isInteger(value) && value >= least && value <= most ? value : undefined;
}
