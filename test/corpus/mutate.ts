/** A small seeded generator of numbers in [0, 1) (mulberry32): the same seed gives the same run on every machine. */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const intruders = [
  '|',
  '**',
  '`',
  '\t',
  '\0',
  '\uFEFF',
  '\uD83D',
  '🔵',
  '\u202E',
  '---',
  '- [ ] ',
  '```',
  '<!--',
  '](',
  '{',
  '[',
  '&a',
  '*a',
  ': ',
  '(',
  '\r',
  '\u2028',
];

type Mutation = (text: string, random: () => number) => string;

const pick = (random: () => number, below: number): number => Math.floor(random() * below);

function onLines(change: (lines: string[], at: number, random: () => number) => void): Mutation {
  return (text, random) => {
    const lines = text.split('\n');
    change(lines, pick(random, lines.length), random);
    return lines.join('\n');
  };
}

const mutations: readonly Mutation[] = [
  (text, random) => text.slice(0, pick(random, text.length)),
  (text, random) => text.slice(pick(random, text.length)),
  (text, random) => {
    const at = pick(random, text.length);
    return text.slice(0, at) + text.slice(at + pick(random, 40));
  },
  (text, random) => {
    const at = pick(random, text.length);
    return text.slice(0, at) + (intruders[pick(random, intruders.length)] ?? '') + text.slice(at);
  },
  (text, random) => {
    const at = pick(random, text.length);
    return text.slice(0, at) + text.slice(at, at + 80).repeat(1 + pick(random, 20)) + text.slice(at);
  },
  (text) => text.replaceAll('\n', '\r\n'),
  (text) => text.replaceAll('  ', '\t'),
  onLines((lines, at) => void lines.splice(at, 1)),
  onLines((lines, at) => void lines.splice(at, 0, lines[at] ?? '')),
  onLines((lines, at, random) => {
    const other = pick(random, lines.length);
    [lines[at], lines[other]] = [lines[other] ?? '', lines[at] ?? ''];
  }),
  onLines((lines, at, random) => void lines.splice(at, 6, ...lines.slice(at, at + 6).sort(() => random() - 0.5))),
  onLines((lines, at, random) => void (lines[at] = ' '.repeat(pick(random, 9)) + (lines[at] ?? ''))),
];

/** Damages a text in one to four ways. */
export function mutate(text: string, random: () => number): string {
  let damaged = text;
  for (let round = pick(random, 4); round >= 0; round--) {
    damaged = (mutations[pick(random, mutations.length)] ?? mutations[0])?.(damaged, random) ?? damaged;
  }
  return damaged;
}
