/**
 * Whether a path with forward slashes matches a glob: `*` and `?` within a part, `**` across parts, `{a,b}` alternatives.
 * Takes time proportional to pattern × path at worst.
 */
export function matchesGlob(pattern: string, path: string): boolean {
  return globAlternatives(pattern).some((glob) => matchesParts(split(glob), split(path)));
}

const mostAlternatives = 64;

function split(path: string): readonly string[] {
  return path.split('/').filter((part) => part !== '' && part !== '.');
}

/** The globs without `{a,b}` that one stands for; at most 64 are told apart. */
export function globAlternatives(pattern: string): readonly string[] {
  let globs = [pattern];
  for (;;) {
    const next = globs.flatMap(expandFirst);
    if (next.length === globs.length || next.length > mostAlternatives) return globs;
    globs = next;
  }
}

function expandFirst(glob: string): readonly string[] {
  const open = glob.indexOf('{');
  const close = open < 0 ? -1 : glob.indexOf('}', open);
  if (close < 0) return [glob];
  const options = glob.slice(open + 1, close).split(',');
  return options.length < 2 ? [glob] : options.map((option) => glob.slice(0, open) + option + glob.slice(close + 1));
}

/** `reach[i]` says whether the first parts of the pattern match the first `i` parts of the path. */
function matchesParts(pattern: readonly string[], path: readonly string[]): boolean {
  let reach = [true, ...path.map(() => false)];
  for (const glob of pattern) {
    let before = false;
    reach = reach.map((reached, index) => {
      if (glob === '**') return (before ||= reached);
      return index > 0 && reachedBefore(reach, index) && matchesPart(glob, path[index - 1] ?? '');
    });
  }
  return reach[path.length] ?? false;
}

function reachedBefore(reach: readonly boolean[], index: number): boolean {
  return reach[index - 1] ?? false;
}

/** Wildcards within one part, by remembering the last `*`: no backtracking beyond it. */
function matchesPart(glob: string, text: string): boolean {
  let g = 0;
  let star = -1;
  let resume = 0;
  for (let t = 0; t < text.length;) {
    if (g < glob.length && (glob.charAt(g) === '?' || glob.charAt(g) === text.charAt(t)) && glob.charAt(g) !== '*') {
      g++;
      t++;
    } else if (glob.charAt(g) === '*') {
      star = g++;
      resume = t;
    } else if (star >= 0) {
      g = star + 1;
      t = ++resume;
    } else return false;
  }
  while (glob.charAt(g) === '*') g++;
  return g === glob.length;
}
