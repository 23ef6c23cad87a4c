/** Whether `path` (with /) is, or lies in, what a deliverable names: a file, a folder, or a glob with `*`, `**`, `?` and `{a,b}`. */
export function matchPath(deliverable: string, path: string): boolean {
  const wanted = deliverable.replace(/^(\.\/)+/, '');
  if (wanted === path || path.startsWith(wanted.endsWith('/') ? wanted : `${wanted}/`)) return wanted !== '';
  return expandBraces(wanted).some((pattern) => matchSegments(pattern.split('/'), path.split('/')));
}

/** More alternatives than any real deliverable has; a document that asks for more is taken literally. */
const maxAlternatives = 64;

function expandBraces(pattern: string): readonly string[] {
  let patterns: string[] = [pattern];
  for (;;) {
    const next = patterns.flatMap((text) => {
      const brace = /\{([^{}]*,[^{}]*)\}/.exec(text);
      if (!brace) return [text];
      const after = text.slice(brace.index + brace[0].length);
      return (brace[1] ?? '').split(',').map((choice) => text.slice(0, brace.index) + choice + after);
    });
    if (next.length > maxAlternatives) return [pattern];
    if (next.length === patterns.length) return next;
    patterns = next;
  }
}

/** Row by row over the segments, so that no pattern takes more than |pattern| × |path| steps. */
function matchSegments(pattern: readonly string[], path: readonly string[]): boolean {
  let reached = new Set([0]);
  for (const segment of pattern) {
    const next = new Set<number>();
    for (const at of reached) {
      if (segment === '**') for (let end = at; end <= path.length; end += 1) next.add(end);
      else if (at < path.length && matchSegment(segment, path[at] ?? '')) next.add(at + 1);
    }
    reached = next;
  }
  return reached.has(path.length);
}

/** `*` and `?` within one segment; on a mismatch only the last `*` is widened, which is enough and takes no recursion. */
function matchSegment(pattern: string, text: string): boolean {
  let at = 0;
  let star = -1;
  let resume = 0;
  let index = 0;
  while (index < text.length) {
    const char = pattern[at];
    if (char === '*') {
      star = at;
      resume = index;
      at += 1;
    } else if (char !== undefined && (char === '?' || char === text[index])) {
      at += 1;
      index += 1;
    } else if (star >= 0) {
      resume += 1;
      index = resume;
      at = star + 1;
    } else return false;
  }
  while (pattern[at] === '*') at += 1;
  return at === pattern.length;
}
