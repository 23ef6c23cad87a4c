import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a scripted worker makes of a task of the plan. */
export interface Part {
  readonly id: string;
  readonly tier: 'Haiku' | 'Sonnet';
  readonly title: string;
  /** Its deliverable, which the worker writes as it stands in `larder/done`. */
  readonly file: string;
  /** The tests that verify it: names below `test/`, or every test. */
  readonly tests: readonly string[] | 'all';
  readonly after?: readonly string[];
  /** For the session that runs commands. */
  readonly run?: string;
  /** Modules that it adds to the list in `file`. */
  readonly offers?: readonly string[];
  /** What is handed in first is what stands in `larder/flawed`. */
  readonly flawed?: true;
  /** A file without which it reports a blocker, and how others help. */
  readonly lacks?: { readonly file: string; readonly needs: string; readonly run: string };
  /** What a person has to decide. */
  readonly asks?: string;
  /** It hands in only when that other task does: both write the same place. */
  readonly beside?: string;
}

/** A session of the plan; `key` is its credential's. */
export interface Seat {
  readonly id: string;
  readonly role: string;
  readonly relation: string;
  readonly capabilities: string;
  readonly provider: 'anthropic' | 'command' | 'acp';
  readonly credential?: string;
}

export const tierCeilings = { haiku: 2, sonnet: 1 } as const;
/** What the person answers when asked. */
export const answerOfPerson = 'half up';
/** The credential whose quota ends. */
export const walledCredential = 'team-b';
export const integrationBranch = 's2/larder';

export const seats: readonly Seat[] = [
  seat(1, 'measures', 'ruler', 'data:modelling', 'team-a'),
  seat(2, 'stock', 'minister', 'data:modelling', 'team-a'),
  seat(3, 'recipes', 'complement', 'data:validation', walledCredential),
  seat(4, 'money', 'complement', 'data:validation', walledCredential),
  seat(5, 'surface', 'elder', 'cli:design', 'team-a'),
  { ...seat(6, 'mill', 'friend', 'infra:ci-cd'), provider: 'command' },
  { ...seat(7, 'books', 'younger', 'docs:technical-writing'), provider: 'acp' },
];

function seat(number: number, role: string, relation: string, capabilities: string, credential?: string): Seat {
  const own = { id: `session-${number}`, role, relation, capabilities, provider: 'anthropic' } as const;
  return credential === undefined ? own : { ...own, credential };
}

function code(id: string, name: string, title: string, more: Partial<Part> = {}): Part {
  return { id, tier: 'Haiku', title, file: `src/${name}.mjs`, tests: [name], ...more };
}

function offer(id: string, what: string, offers: readonly string[], more: Partial<Part> = {}): Part {
  const tests = [`offers-${what}`];
  return { id, tier: 'Haiku', title: `Offer the ${what}`, file: 'src/index.mjs', tests, offers, ...more };
}

function page(id: string, name: string, after: readonly string[]): Part {
  return { id, tier: 'Haiku', title: `A page about ${name}`, file: `docs/${name}.md`, tests: [], after };
}

/** All tasks of the plan; ids tell session and phase. */
export const parts: readonly Part[] = [
  code('S1.P1.T1', 'units', 'Units'),
  code('S1.P1.T2', 'fraction', 'Fractions'),
  code('S1.P1.T3', 'rounding', 'Rounding', { tier: 'Sonnet', asks: 'Are cents rounded half up or always up?' }),
  offer('S1.P1.T4', 'measures', ['units', 'fraction', 'rounding'], {
    after: ['S1.P1.T1', 'S1.P1.T2', 'S1.P1.T3'],
    beside: 'S2.P1.T4',
  }),
  code('S1.P2.T1', 'scale', 'Scaling', { after: ['S3.P1.T1'] }),
  code('S2.P1.T1', 'item', 'Items'),
  code('S2.P1.T2', 'shelf', 'The shelf', { tier: 'Sonnet', after: ['S2.P1.T1', 'S1.P1.T1'] }),
  code('S2.P1.T3', 'expiry', 'Expiry', { flawed: true }),
  offer('S2.P1.T4', 'stock', ['item', 'shelf', 'expiry'], {
    after: ['S2.P1.T2', 'S2.P1.T3'],
    beside: 'S1.P1.T4',
  }),
  code('S2.P2.T1', 'reorder', 'What runs out', { after: ['S2.P1.T2'] }),
  code('S3.P1.T1', 'recipe', 'Recipes'),
  code('S3.P1.T2', 'parseLine', 'Lines of a recipe', {
    tier: 'Sonnet',
    after: ['S1.P1.T1', 'S1.P1.T2'],
    lacks: { file: 'data/spices.json', needs: 'infra:ci-cd', run: 'node tools/grind.mjs' },
  }),
  code('S3.P2.T1', 'menu', 'The menu'),
  code('S3.P2.T2', 'shopping', 'The shopping list', { tier: 'Sonnet', after: ['S2.P1.T2'] }),
  code('S4.P1.T1', 'price', 'Prices'),
  code('S4.P1.T2', 'bill', 'The bill', { after: ['S4.P1.T1', 'S1.P1.T3'] }),
  code('S4.P2.T1', 'budget', 'The budget', { tier: 'Sonnet', flawed: true }),
  offer('S4.P2.T2', 'money', ['price', 'bill'], { beside: 'S5.P2.T2' }),
  code('S5.P1.T1', 'table', 'Tables'),
  code('S5.P1.T2', 'slug', 'Slugs'),
  code('S5.P2.T1', 'report', 'The report', { tier: 'Sonnet', after: ['S4.P1.T2'] }),
  offer('S5.P2.T2', 'tools', ['table', 'slug'], { beside: 'S4.P2.T2', after: ['S1.P1.T4', 'S2.P1.T4'] }),
  code('S5.P2.T3', 'cli', 'The program', { tier: 'Sonnet', after: ['S5.P2.T1', 'S3.P1.T2'] }),
  data('S6.P1.T1', 'seasons', { tests: [] }),
  data('S6.P1.T2', 'aisles', { tests: [] }),
  data('S6.P2.T1', 'manifest', {
    tests: 'all',
    after: ['S1.P2.T1', 'S2.P2.T1', 'S3.P2.T1', 'S3.P2.T2', 'S4.P2.T1', 'S4.P2.T2', 'S5.P2.T2', 'S5.P2.T3'],
  }),
  page('S7.P1.T1', 'measures', ['S1.P1.T1']),
  page('S7.P1.T2', 'stock', ['S2.P1.T2']),
  page('S7.P2.T1', 'handbook', ['S5.P2.T1']),
];

function data(id: string, name: string, more: Partial<Part> & Pick<Part, 'tests'>): Part {
  const made = { tier: 'Haiku', title: `Data of ${name}`, file: `data/${name}.json` } as const;
  return { id, ...made, run: `node tools/make.mjs ${name}`, ...more };
}

export function partOf(id: string): Part | undefined {
  return parts.find((part) => part.id === id);
}

const larder = join(import.meta.dirname, 'larder');

/** What a module has to hold in the end; the person's word stands in it where it was asked for. */
export function doneText(part: Part, flawed = false): string {
  const text = readFileSync(join(larder, flawed ? 'flawed' : 'done', part.file), 'utf8');
  return text.replace('ANSWER', answerOfPerson);
}

/** The repository as the person has it, by path: Larder without most of its modules, and the plan. */
export function startingFiles(acpCommand: readonly string[]): Readonly<Record<string, string>> {
  const start = join(larder, 'start');
  const files = readdirSync(start, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const own = files.map(({ parentPath, name }) => {
    const file = join(parentPath, name);
    return [file.slice(start.length + 1), readFileSync(file, 'utf8')] as const;
  });
  return { ...Object.fromEntries(own), 'swarm.yaml': swarmYaml(acpCommand), ...phaseFiles() };
}

function swarmYaml(acpCommand: readonly string[]): string {
  const lines = seats.map(({ id, role, relation, capabilities, provider, credential }) => {
    const agents = provider === 'anthropic' ? ', budget: $10, agents: { haiku: 2, sonnet: 1 }' : '';
    const named = credential === undefined ? '' : `, credential: ${credential}`;
    const program = provider === 'acp' ? `, budget: $1, agent: ${JSON.stringify({ command: acpCommand })}` : '';
    return `  - { id: ${id}, role: ${role}, relation: ${relation}, capabilities: [${capabilities}], provider: ${provider}${named}${agents}${program} }`;
  });
  return [
    'version: 1',
    'name: larder',
    'documents: ["phases/**/*.md"]',
    'sessions:',
    ...lines,
    'resource_policy: { max_cost: $40, max_cost_per_task: 5.0 }',
    'rescue_policy: { max_rescuers_per_blocker: 1 }',
    '',
  ].join('\n');
}

function phaseFiles(): Readonly<Record<string, string>> {
  const files = seats.flatMap(({ id, role }, at) =>
    [1, 2].map((phase) => {
      const own = parts.filter((part) => part.id.startsWith(`S${at + 1}.P${phase}.`));
      const text = [`# Session ${at + 1} (${role}) - Phase ${phase}`, '', ...own.map(section), completion].join('\n');
      return [`phases/INSTRUCTIONS-${id.toUpperCase()}-PHASE-${phase}.md`, text] as const;
    }),
  );
  return Object.fromEntries(files);
}

const completion = '**Completion:** commit\n';

function section(part: Part): string {
  const { id, tier, title, file, tests, after, run, lacks } = part;
  const verify =
    tests === 'all'
      ? ['node --test']
      : tests.length === 0
        ? [`test -s ${file}`]
        : tests.map((name) => `node --test test/${name}.test.mjs`);
  return [
    `## Task ${Number(id.split('T').at(-1))}: ${title} (${tier})`,
    `${title}: write ${file} so that its tests pass.`,
    `- **ID:** ${id}`,
    `- **File:** ${file}`,
    ...(after ? [`- **Depends on:** ${after.join(', ')}`] : []),
    '- **Estimated:** 0.5 hours, $0.50',
    ...(run === undefined ? [] : [`- **Run:** \`${run}\``]),
    `- **Verify:** ${verify.map((command) => `\`${command}\``).join(', ')}`,
    ...(lacks ? [`- **Unblock:** ${lacks.needs} · \`${lacks.run}\``] : []),
    '',
  ].join('\n');
}
