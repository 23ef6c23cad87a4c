import type { Field, SwarmDocument } from '../model.ts';
import { lineRange } from '../range.ts';
import type { Finding, WorldRule } from '../rule.ts';

/** What was reported was done from another plan than the one that lies here. */
export const phaseHashMismatch: WorldRule = {
  id: 'status/phase-hash-mismatch',
  scope: 'world',
  severity: 'warning',
  summary: 'The hash of the phase file in a status is not the hash of that file.',
  check: ({ documents, facts: { hashes } }) =>
    hashes ? documents.flatMap((document) => (document.kind === 'status' ? check(document, hashes) : [])) : [],
};

const hashKeys = new Set(['phase hash', 'phase file hash', 'phase file sha256']);
const fileKeys = new Set(['phase file', 'plan', 'source']);

/** Each hash belongs to the phase file that is named last before it, or else to the first that is named at all. */
function check(document: SwarmDocument, hashes: ReadonlyMap<string, string>): readonly Finding[] {
  const fields = document.fields.filter(({ value }) => value.value.trim() !== '');
  const first = fields.find(({ key }) => fileKeys.has(key));
  return fields.flatMap((field, at) => {
    if (!hashKeys.has(field.key)) return [];
    const named = fields.slice(0, at).findLast(({ key }) => fileKeys.has(key)) ?? first;
    return named ? compare(document, { field, named }, hashes) : [];
  });
}

function compare(
  document: SwarmDocument,
  { field, named }: { readonly field: Field; readonly named: Field },
  hashes: ReadonlyMap<string, string>,
): readonly Finding[] {
  const digits = /\b[0-9a-f]{8,64}\b/i.exec(field.value.value);
  const file = /[^\s`"()|]{1,300}\.md\b/.exec(named.value.value)?.[0];
  if (!digits || file === undefined) return [];
  const folder = document.path.slice(0, document.path.lastIndexOf('/') + 1);
  const known = hashes.get(folder + file) ?? hashes.get(file);
  const { start } = field.value.range;
  const from = start.character + digits.index;
  const range = lineRange(start.line, from, from + digits[0].length);
  if (known === undefined) {
    return [
      {
        file: document.path,
        range: named.value.range,
        message: `There is no phase file ${file.slice(0, 120)} here; name the file that was worked from.`,
      },
    ];
  }
  if (known.startsWith(digits[0].toLowerCase())) return [];
  const message = `${file.slice(0, 120)} has changed since this was written (its hash is ${known.slice(0, 12)}…); check what changed and generate the status again.`;
  return [{ file: document.path, range, message }];
}
