// Bundles the program into dist/: `node scripts/build.mjs [name …]`, without names everything.
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const dist = join(root, 'dist');

/** What is loaded only when it is needed, as files of their own: neither activation nor another command reads them. */
const laterParts = new Map([
  ['leader.ts', './leader.js'],
  ['documentLanguage.ts', './documentLanguage.js'],
  ['witnessDesk.ts', './witnessDesk.js'],
  ['resultDesk.ts', './resultDesk.js'],
  ['sessionPanels.ts', './sessionPanels.cjs'],
  ['mcp.ts', './mcp.js'],
  ['editorDesk.ts', './editorDesk.js'],
  ['modelService.ts', './modelService.js'],
  ['sandbox.ts', './sandbox.js'],
]);

const loadLater = {
  name: 'load-later',
  setup: (bundler) =>
    bundler.onResolve({ filter: /\.ts$/ }, ({ kind, path }) => {
      const part = kind === 'dynamic-import' ? laterParts.get(path.slice(path.lastIndexOf('/') + 1)) : undefined;
      return part === undefined ? undefined : { path: part, external: true };
    }),
};

const common = {
  absWorkingDir: root,
  bundle: true,
  sourcemap: 'linked',
  sourcesContent: false,
  legalComments: 'none',
  logLevel: 'warning',
  minifySyntax: true,
};

/** ESM bundles may contain CommonJS packages, which expect `require` and the file's own path. */
const esmBanner = [
  "import { createRequire as s2CreateRequire } from 'node:module';",
  'const require = s2CreateRequire(import.meta.url);',
].join('\n');

const node = { ...common, platform: 'node', target: 'node22.14', external: ['better-sqlite3'] };

function program(name) {
  return {
    ...node,
    entryPoints: [`src/entry/${name}.ts`],
    outfile: `dist/${name}.js`,
    format: 'esm',
    banner: { js: esmBanner },
    plugins: [loadLater],
  };
}

/** A part that imports `vscode`, which only CommonJS can. */
function editorPart(entry, name) {
  return {
    ...node,
    entryPoints: [entry],
    outfile: `dist/${name}.cjs`,
    format: 'cjs',
    minifyWhitespace: true,
    external: [...node.external, 'vscode'],
    plugins: [loadLater],
  };
}

const bundles = {
  extension: editorPart('src/entry/extension.ts', 'extension'),
  sessionPanels: editorPart('src/vscode/sessionPanel/sessionPanels.ts', 'sessionPanels'),
  documentLanguage: program('documentLanguage'),
  leader: program('leader'),
  host: program('host'),
  witness: program('witness'),
  witnessDesk: program('witnessDesk'),
  resultDesk: program('resultDesk'),
  runner: program('runner'),
  cli: program('cli'),
  sandbox: program('sandbox'),
  mcp: program('mcp'),
  editorDesk: program('editorDesk'),
  modelService: program('modelService'),
  // For auditors: runs in a browser, a webview or any Node, with nothing but itself.
  verify: {
    ...common,
    platform: 'browser',
    target: 'es2024',
    entryPoints: ['src/entry/verify.ts'],
    outfile: 'dist/verify.js',
    format: 'esm',
  },
  webview: {
    ...common,
    platform: 'browser',
    target: 'chrome128',
    entryPoints: [
      { in: 'webview/session/main.ts', out: 'sessionPanel' },
      { in: 'webview/session/session.css', out: 'sessionPanel' },
    ],
    outdir: 'dist/webview',
    format: 'esm',
    minify: true,
  },
};

/** Puts the native module, without its sources, where the bundles in dist/ find it. */
function copyNativeModule() {
  const from = join(root, 'node_modules/better-sqlite3');
  const to = join(dist, 'node_modules/better-sqlite3');
  const version = (folder) => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).version;
  if (existsSync(join(to, 'package.json')) && version(from) === version(to)) return;
  rmSync(to, { recursive: true, force: true });
  mkdirSync(to, { recursive: true });
  for (const part of ['lib', 'prebuilds', 'LICENSE', 'package.json'])
    cpSync(join(from, part), join(to, part), { recursive: true });
}

/** Puts what the sandbox starts in front of a command where its bundle looks for it. */
function copySandboxPrograms() {
  const from = join(root, 'node_modules/@anthropic-ai/sandbox-runtime/vendor/seccomp');
  cpSync(from, join(dist, 'vendor/seccomp'), { recursive: true, filter: (path) => !path.endsWith('.ts') });
}

const names = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(bundles);
const unknown = names.filter((name) => !(name in bundles));
if (unknown.length > 0) {
  console.error(`There is no bundle ${unknown.join(', ')}; choose from ${Object.keys(bundles).join(', ')}.`);
  process.exit(2);
}
const started = performance.now();
await Promise.all(names.map((name) => build(bundles[name])));
copyNativeModule();
copySandboxPrograms();
console.log(`Built ${names.join(', ')} into dist/ in ${Math.round(performance.now() - started)} ms.`);
