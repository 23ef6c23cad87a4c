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

/** Lines of the language itself, some of them wrong, for places where they do not belong. */
const sentences = [
  '## Task 7: Again (Sonnet) 🔄',
  '# Session 2 - Phase 9',
  '**Blocked on:** session-1 · P1.T1',
  '**Idle tasks:** help session-2; own: tests',
  '- **ID:** S1.P1.T1',
  '- **Depends on:** S1.P1.T1, S1.P1.T1, session-2 · P9.T9, T1',
  '- **File:** a/b.ts, a/*.ts, **/*, ../up, .git/x, `with, comma`',
  '- **Capabilities:** docs:tutorials, docs:tutorial, x',
  '- **Estimated:** 2 hours, $400',
  '- **Verify:** `true`, `npm test || true`, `npm test || true`',
  '- **Unblock:** docs:tutorials · `make`',
  '<!-- s2-disable-next-line phase/unknown-model, phase/nonsense -->',
  '<!-- s2-disable-next-line -->',
  '| S1.P1.T1 | x | 🟢 COMPLETE | S1.P1.T1 | session-9 |',
  '| ID | Task | Status | Dependencies | Owner |\n|-|-|-|-|-|',
  'status: blokced',
  'heartbeat: 2020-01-01T00:00:00Z',
  'accepts_help: false',
  '```yaml\nstatus: working\n```',
  '> quoted',
  '      - deep\n            - deeper\n                  - deepest',
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
  onLines((lines, at, random) => void lines.splice(at, 0, sentences[pick(random, sentences.length)] ?? '')),
  onLines((lines, at, random) => {
    for (let more = pick(random, 5); more >= 0; more--)
      lines.splice(at, 0, sentences[pick(random, sentences.length)] ?? '');
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
