/** One room of the source tree and what it may import: other rooms, npm packages, Node's own modules. */
export interface Room {
  readonly name: string;
  /** Whether a path relative to the project belongs here; the first room that says so has the file. */
  readonly has: (path: string) => boolean;
  readonly rooms: readonly string[];
  readonly packages: (path: string) => readonly string[];
  readonly node: 'all' | readonly string[];
}

/** Which npm package stands behind which adapter folder: each is known in one place only. */
export const adapterPackages: Readonly<Record<string, readonly string[]>> = {
  sqlite: ['better-sqlite3'],
  git: ['simple-git'],
  files: ['chokidar'],
  markdown: ['markdown-it'],
  yaml: ['yaml'],
  signing: ['@noble/ed25519', '@noble/hashes'],
  anthropic: ['@anthropic-ai/sdk'],
  sandbox: ['@anthropic-ai/sandbox-runtime'],
  mcp: ['@modelcontextprotocol/sdk'],
  acp: ['@agentclientprotocol/sdk'],
};

const none = (): readonly string[] => [];
const below =
  (folder: string) =>
  (path: string): boolean =>
    path.startsWith(`${folder}/`);
const adapterOf = (path: string): string => path.split('/')[2] ?? '';

const domainRooms = ['domain/document', 'domain'];
const coreRooms = ['base', ...domainRooms, 'protocol', 'app/ports'];

/** The import table. */
export const rooms: readonly Room[] = [
  { name: 'base', has: below('src/base'), rooms: ['base'], packages: none, node: [] },
  {
    name: 'domain/document',
    has: below('src/domain/document'),
    rooms: ['base', ...domainRooms],
    packages: none,
    node: [],
  },
  { name: 'domain', has: below('src/domain'), rooms: ['base', ...domainRooms], packages: none, node: [] },
  { name: 'protocol', has: below('src/protocol'), rooms: ['base', 'protocol'], packages: () => ['zod'], node: [] },
  { name: 'app/ports', has: below('src/app/ports'), rooms: coreRooms, packages: none, node: [] },
  { name: 'app', has: below('src/app'), rooms: [...coreRooms, 'app'], packages: () => ['zod'], node: [] },
  {
    name: 'adapters',
    has: below('src/adapters'),
    rooms: [...coreRooms, 'adapters'],
    packages: (path) => ['zod', ...(adapterPackages[adapterOf(path)] ?? [])],
    node: 'all',
  },
  {
    name: 'vscode',
    has: below('src/vscode'),
    rooms: ['base', 'protocol', 'domain/document', 'vscode'],
    packages: () => ['vscode'],
    node: ['node:path', 'node:crypto'],
  },
  {
    name: 'entry',
    has: below('src/entry'),
    rooms: [...coreRooms, 'app', 'adapters', 'vscode', 'entry'],
    packages: (path) => (path === 'src/entry/extension.ts' ? ['vscode'] : ['commander', 'zod']),
    node: 'all',
  },
  {
    name: 'webview',
    has: below('webview'),
    rooms: ['base', 'protocol', 'webview'],
    packages: (path) => (path === 'webview/shared/components.ts' ? ['@vscode/webview-ui-toolkit'] : []),
    node: [],
  },
];

/** The room of a file; undefined when it is in none. */
export function roomOf(path: string): Room | undefined {
  return rooms.find((room) => room.has(path));
}

/** Whether both files are adapters of two different outside things. */
export function areDifferentAdapters(one: string, other: string): boolean {
  return below('src/adapters')(one) && below('src/adapters')(other) && adapterOf(one) !== adapterOf(other);
}
