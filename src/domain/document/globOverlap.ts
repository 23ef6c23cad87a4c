import { globAlternatives } from './glob.ts';

/** Whether there can be a path that both globs match, each of which may be a plain path. Takes time proportional to one × the other. */
export function globsOverlap(one: string, other: string): boolean {
  const others = globAlternatives(other).map(partsOf);
  return globAlternatives(one).some((glob) => others.some((parts) => partsOverlap(partsOf(glob), parts)));
}

function partsOf(glob: string): readonly string[] {
  return glob
    .replace(/\/$/, '/**')
    .split('/')
    .filter((part) => part !== '' && part !== '.');
}

function partsOverlap(one: readonly string[], other: readonly string[]): boolean {
  return overlap({
    one,
    other,
    any: '**',
    fits: (a, b) => overlap({ one: a.split(''), other: b.split(''), any: '*', fits: isSame }),
  });
}

function isSame(a: string, b: string): boolean {
  return a === b || a === '?' || b === '?';
}

/** Two sequences in which `any` stands for any number of items: whether some sequence fits both. */
function overlap(given: {
  readonly one: readonly string[];
  readonly other: readonly string[];
  readonly any: string;
  readonly fits: (a: string, b: string) => boolean;
}): boolean {
  const { one, other, any, fits } = given;
  // `below[j]`: whether the rest of `one` after the current item and the rest of `other` from `j` on fit.
  let below: boolean[] = [];
  for (let i = one.length; i >= 0; i -= 1) {
    const row: boolean[] = [];
    for (let j = other.length; j >= 0; j -= 1) {
      const [a, b] = [one[i], other[j]];
      const skipOne = a === any && (below[j] ?? false);
      const skipOther = b === any && (row[j + 1] ?? false);
      const step =
        a !== undefined &&
        b !== undefined &&
        ((a === any && (row[j + 1] ?? false)) ||
          (b === any && (below[j] ?? false)) ||
          (a !== any && b !== any && (below[j + 1] ?? false) && fits(a, b)));
      row[j] = (a === undefined && b === undefined) || skipOne || skipOther || step;
    }
    below = row;
  }
  return below[0] ?? false;
}
