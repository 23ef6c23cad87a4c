import { parseArgs } from 'node:util';

/** Reads `--name <whole number>` options with their defaults; undefined when anything else was given. */
export function readNumbers<Name extends string>(
  args: readonly string[],
  defaults: Readonly<Record<Name, number>>,
): Readonly<Record<Name, number>> | undefined {
  const names = Object.keys(defaults) as Name[];
  const { tokens } = parseArgs({
    args: [...args],
    options: Object.fromEntries(names.map((name) => [name, { type: 'string' } as const])),
    strict: false,
    tokens: true,
  });
  const numbers: Record<Name, number> = { ...defaults };
  for (const token of tokens) {
    const name = names.find((known) => token.kind === 'option' && token.name === known);
    const value = token.kind === 'option' ? Number(token.value) : Number.NaN;
    if (name === undefined || !Number.isSafeInteger(value) || value < 1) return undefined;
    numbers[name] = value;
  }
  return numbers;
}
