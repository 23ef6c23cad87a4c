import type { Finding, WorldRule } from '../rule.ts';
import { entriesAt, textAt, valueAt } from '../yamlLookup.ts';

/** Models whose prices the shipped list holds. */
const priced = /^claude-(?:haiku|sonnet|opus)-5-5\b/;

/** What cannot be priced cannot be held to a budget. */
export const missingPrice: WorldRule = {
  id: 'swarm/missing-price',
  scope: 'world',
  severity: 'warning',
  loose: 'off',
  summary: 'A model tier that is paid by token has no prices.',
  check: ({ swarm }) =>
    entriesAt(valueAt(swarm?.yaml, 'models')).flatMap(({ key, value }): readonly Finding[] => {
      const provider = textAt(value, 'provider')?.value;
      const isPaid = provider === 'anthropic' || provider === 'vscode-lm';
      if (!swarm || !isPaid || priced.test(textAt(value, 'model')?.value ?? '')) return [];
      const missing = ['input', 'output'].filter((name) => valueAt(value, name) === undefined);
      if (missing.length === 0) return [];
      const message = `The tier ${key.value.slice(0, 60)} states no price for ${missing.join(' and ')}, and its model is in no price list; add US dollars per million tokens.`;
      return [{ file: swarm.path, range: key.range, message }];
    }),
};
