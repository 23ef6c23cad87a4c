import { readMoney } from './estimate.ts';
import type { SwarmDocument } from './model.ts';
import type { Located } from './range.ts';
import { valueAt } from './yamlLookup.ts';

/** A number or amount of dollars that swarm.yaml states at `section.key`, with its place; undefined when it states none. */
export function policyNumber(
  swarm: SwarmDocument | undefined,
  section: string,
  key: string,
): Located<number> | undefined {
  const node = valueAt(valueAt(swarm?.yaml, section), key);
  if (node?.kind !== 'scalar') return undefined;
  const value = typeof node.value === 'number' ? node.value : readMoney(node.text);
  return value === undefined ? undefined : { value, range: node.range };
}
