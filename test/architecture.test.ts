import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { checkCycles, loadedWith } from './support/architecture/checkCycles.ts';
import { checkImports, type Sources } from './support/architecture/checkImports.ts';
import { checkText } from './support/architecture/checkText.ts';
import { readSource } from './support/architecture/readSource.ts';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

function filesOf(...globs: string[]): [path: string, text: string][] {
  return globSync(globs, { cwd: root, exclude: ['test/fixtures/**'] })
    .sort()
    .map((path) => [path.replaceAll('\\', '/'), readFileSync(join(root, path), 'utf8')]);
}

function parsed(files: Iterable<readonly [path: string, text: string]>): Sources {
  return new Map([...files].map(([path, text]) => [path, readSource(path, text)]));
}

/** Every rule over a set of files: what is wrong, each starting with `file:line`. */
function problemsOf(sources: Sources): string[] {
  return [...checkImports(sources), ...checkCycles(sources), ...checkPurity(sources), ...checkActivation(sources)];
}

function checkPurity(sources: Sources): string[] {
  return [...sources]
    .filter(([path]) => path.startsWith('src/domain/'))
    .flatMap(([path, facts]) => facts.impure.map(({ what, line }) => `${path}:${line} (domain) may not use ${what}`));
}

/** What a window must not load just because the extension is activated. */
const heavy = ['better-sqlite3', 'simple-git', '@anthropic-ai/sdk'];

function checkActivation(sources: Sources): string[] {
  const entry = 'src/entry/extension.ts';
  const { packages } = loadedWith(entry, sources);
  return heavy.filter((name) => packages.has(name)).map((name) => `${entry}:1 loads ${name} on activation`);
}

describe('the source tree', () => {
  const sources = parsed(filesOf('src/**/*.ts', 'webview/**/*.ts'));

  it('is there', () => {
    assert.ok(sources.size > 50, `only ${sources.size} files`);
  });

  it('keeps to the import table, without cycles, with a pure domain and a light activation', () => {
    assert.deepEqual(problemsOf(sources), []);
  });

  it('holds no overlong file, no unfinished work and nothing switched off', () => {
    const files = filesOf('src/**/*.ts', 'webview/**/*.ts', 'scripts/**/*.{ts,mjs}', 'test/**/*.ts');
    assert.deepEqual(
      files.flatMap(([path, text]) => checkText(path, text)),
      [],
    );
  });
});

/** A tree without a fault; each planted file below breaks one rule of it. */
const soundTree: Record<string, string> = {
  'src/base/result.ts': 'export const ok = 1;',
  'src/domain/task/claim.ts': "import { ok } from '../../base/result.ts'; export const claim = ok;",
  'src/domain/document/parse.ts': "import type { claim } from '../task/claim.ts'; export type Parse = typeof claim;",
  'src/protocol/verbs.ts': "import { z } from 'zod'; export const verbs = z;",
  'src/app/ports/ledger.ts':
    "import type { claim } from '../../domain/task/claim.ts'; export type Ledger = typeof claim;",
  'src/app/coordinator.ts': "import type { Ledger } from './ports/ledger.ts'; export type Coordinator = Ledger;",
  'src/adapters/sqlite/ledger.ts':
    "import Database from 'better-sqlite3'; import { join } from 'node:path'; export const open = [Database, join];",
  'src/adapters/git/workspace.ts': "import { simpleGit } from 'simple-git'; export const workspace = simpleGit;",
  'src/vscode/board.ts':
    "import * as vscode from 'vscode'; import '../domain/document/parse.ts'; export const board = vscode;",
  'src/entry/leader.ts': "import { open } from '../adapters/sqlite/ledger.ts'; export const leader = open;",
  'src/entry/extension.ts':
    "import { board } from '../vscode/board.ts'; export const activate = async () => [board, await import('./leader.ts')];",
  'src/entry/cli.ts': "import { Command } from 'commander'; export const cli = Command;",
  'webview/shared/components.ts':
    "import * as toolkit from '@vscode/webview-ui-toolkit'; export const components = toolkit;",
  'webview/session/main.ts': "import '../shared/components.ts'; import '../../src/protocol/verbs.ts';",
};

interface Planted {
  readonly rule: string;
  readonly file: string;
  readonly text: string;
  /** What each problem found must contain, in order. */
  readonly finds: readonly string[];
}

const planted: readonly Planted[] = [
  {
    rule: 'base imports nothing',
    file: 'src/base/log.ts',
    text: "import '../domain/task/claim.ts';",
    finds: ['may not import domain'],
  },
  { rule: 'base knows no Node', file: 'src/base/log.ts', text: "import 'node:fs';", finds: ['may not import node:fs'] },
  {
    rule: 'domain knows no Node',
    file: 'src/domain/task/a.ts',
    text: "\nimport 'node:crypto';",
    finds: ['a.ts:2 (domain) may not import node:crypto'],
  },
  {
    rule: 'the bare name of a Node module',
    file: 'src/domain/task/a.ts',
    text: "import 'fs';",
    finds: ['without node:'],
  },
  {
    rule: 'a Node module that has only the long name',
    file: 'src/domain/task/a.ts',
    text: "import 'node:sqlite';",
    finds: ['node:sqlite'],
  },
  {
    rule: 'domain knows no package',
    file: 'src/domain/task/a.ts',
    text: "import { parse } from 'yaml';",
    finds: ['the package yaml'],
  },
  {
    rule: 'not even its types',
    file: 'src/domain/task/a.ts',
    text: "import type { z } from 'zod';",
    finds: ['the package zod'],
  },
  {
    rule: 'nor in a type expression',
    file: 'src/domain/task/a.ts',
    text: "export type A = import('zod').ZodType;",
    finds: ['the package zod'],
  },
  {
    rule: 'nor later',
    file: 'src/domain/task/a.ts',
    text: "export const a = () => import('node:fs');",
    finds: ['may not import node:fs'],
  },
  { rule: 'nor passed on', file: 'src/domain/task/a.ts', text: "export * from 'zod';", finds: ['the package zod'] },
  {
    rule: 'nor named and passed on',
    file: 'src/domain/task/a.ts',
    text: "export { z } from 'zod';",
    finds: ['the package zod'],
  },
  {
    rule: 'nor required',
    file: 'src/domain/task/a.ts',
    text: "export const a = require('node:fs');",
    finds: ['may not import node:fs'],
  },
  {
    rule: 'nor resolved',
    file: 'src/domain/task/a.ts',
    text: "export const a = require.resolve('zod');",
    finds: ['the package zod'],
  },
  {
    rule: 'nor under a computed name',
    file: 'src/domain/task/a.ts',
    text: 'export const a = (b: string) => import(b);',
    finds: ['nobody can read'],
  },
  {
    rule: 'domain knows no app',
    file: 'src/domain/task/a.ts',
    text: "import '../../app/coordinator.ts';",
    finds: ['may not import app'],
  },
  {
    rule: 'domain knows no protocol',
    file: 'src/domain/task/a.ts',
    text: "import '../../protocol/verbs.ts';",
    finds: ['may not import protocol'],
  },
  {
    rule: 'domain has no clock',
    file: 'src/domain/task/a.ts',
    text: 'export const a = () => Date.now();',
    finds: ['Date.now'],
  },
  {
    rule: 'nor the other clock',
    file: 'src/domain/task/a.ts',
    text: 'export const a = () => new Date();',
    finds: ['new Date()'],
  },
  {
    rule: 'nor chance',
    file: 'src/domain/task/a.ts',
    text: 'export const a = () => Math.random();',
    finds: ['Math.random'],
  },
  {
    rule: 'nor a process',
    file: 'src/domain/task/a.ts',
    text: 'export const a = () => process.env;',
    finds: ['process.env'],
  },
  {
    rule: 'domain never waits',
    file: 'src/domain/task/a.ts',
    text: 'export const a = async () => await 1;',
    finds: ['await'],
  },
  {
    rule: 'protocol knows no domain',
    file: 'src/protocol/a.ts',
    text: "import type { claim } from '../domain/task/claim.ts';",
    finds: ['may not import domain'],
  },
  {
    rule: 'ports know no app',
    file: 'src/app/ports/a.ts',
    text: "import '../coordinator.ts';",
    finds: ['(app/ports) may not import app'],
  },
  {
    rule: 'app chooses no adapter',
    file: 'src/app/a.ts',
    text: "import '../adapters/sqlite/ledger.ts';",
    finds: ['may not import adapters'],
  },
  {
    rule: 'app touches nothing',
    file: 'src/app/a.ts',
    text: "import 'node:child_process';",
    finds: ['may not import node:child_process'],
  },
  {
    rule: 'adapters know ports only',
    file: 'src/adapters/git/a.ts',
    text: "import '../../app/coordinator.ts';",
    finds: ['(adapters) may not import app'],
  },
  {
    rule: 'no adapter knows another',
    file: 'src/adapters/git/a.ts',
    text: "import '../sqlite/ledger.ts';",
    finds: ['another adapter'],
  },
  {
    rule: 'a package has one adapter',
    file: 'src/adapters/git/a.ts',
    text: "import 'better-sqlite3';",
    finds: ['the package better-sqlite3'],
  },
  {
    rule: 'adapters know no editor',
    file: 'src/adapters/git/a.ts',
    text: "import type { Uri } from 'vscode';",
    finds: ['the package vscode'],
  },
  {
    rule: 'the editor room knows no app',
    file: 'src/vscode/a.ts',
    text: "import '../app/coordinator.ts';",
    finds: ['may not import app'],
  },
  {
    rule: 'nor adapters',
    file: 'src/vscode/a.ts',
    text: "import '../adapters/git/workspace.ts';",
    finds: ['may not import adapters'],
  },
  {
    rule: 'nor decisions',
    file: 'src/vscode/a.ts',
    text: "import '../domain/task/claim.ts';",
    finds: ['(vscode) may not import domain'],
  },
  { rule: 'nor the disk', file: 'src/vscode/a.ts', text: "import 'node:fs';", finds: ['may not import node:fs'] },
  {
    rule: 'only one entry knows the editor',
    file: 'src/entry/host.ts',
    text: "import type { Uri } from 'vscode';",
    finds: ['the package vscode'],
  },
  {
    rule: 'nobody imports an entry',
    file: 'src/vscode/a.ts',
    text: "import type { leader } from '../entry/leader.ts';",
    finds: ['may not import entry'],
  },
  {
    rule: 'entries take no package but their own',
    file: 'src/entry/host.ts',
    text: "import 'better-sqlite3';",
    finds: ['the package better-sqlite3'],
  },
  {
    rule: 'views know no decisions',
    file: 'webview/session/a.ts',
    text: "import '../../src/domain/task/claim.ts';",
    finds: ['may not import domain'],
  },
  {
    rule: 'views know no Node',
    file: 'webview/session/a.ts',
    text: "import 'node:path';",
    finds: ['may not import node:path'],
  },
  {
    rule: 'components come from one file',
    file: 'webview/session/a.ts',
    text: "import '@vscode/webview-ui-toolkit';",
    finds: ['@vscode/webview-ui-toolkit'],
  },
  {
    rule: 'the tree knows no tests',
    file: 'src/app/a.ts',
    text: "import '../../test/support/fake.ts';",
    finds: ['in no room'],
  },
  {
    rule: 'only an entry reads the manifest',
    file: 'src/app/a.ts',
    text: "import manifest from '../../package.json' with { type: 'json' };",
    finds: ['may not read the manifest'],
  },
  { rule: 'every file has a room', file: 'src/utils/a.ts', text: 'export {};', finds: ['in no room'] },
  { rule: 'an import names a file', file: 'src/app/a.ts', text: "import './gone.ts';", finds: ['not there'] },
  {
    rule: 'no cycle',
    file: 'src/base/result.ts',
    text: "import type { claim } from './log.ts'; export const ok = 1;",
    finds: ['import cycle: src/base/result.ts → src/base/log.ts → src/base/result.ts'],
  },
  {
    rule: 'a light activation',
    file: 'src/entry/extension.ts',
    text: "import { leader } from './leader.ts'; export const activate = leader;",
    finds: ['loads better-sqlite3 on activation'],
  },
];

describe('the rules of the source tree', () => {
  it('find nothing in a sound tree', () => {
    assert.deepEqual(problemsOf(parsed(Object.entries(soundTree))), []);
  });

  for (const { rule, file, text, finds } of planted) {
    it(`${rule}: ${file} ${text.trim().slice(0, 60)}`, () => {
      const other =
        rule === 'no cycle' ? { 'src/base/log.ts': "import { ok } from './result.ts'; export const claim = ok;" } : {};
      const found = problemsOf(parsed(Object.entries({ ...soundTree, ...other, [file]: text })));
      assert.equal(found.length, finds.length, found.join('\n'));
      for (const [index, part] of finds.entries()) assert.ok(found[index]?.includes(part), found[index]);
    });
  }

  const glued = (...pieces: readonly string[]): string => pieces.join('');
  const texts: readonly (readonly [path: string, text: string, problems: number])[] = [
    ['src/base/a.ts', 'x\n'.repeat(300), 0],
    ['src/base/a.ts', 'x\n'.repeat(301), 1],
    ['src/base/a.ts', glued('// TO', 'DO: later'), 1],
    ['src/base/a.ts', '// a todo list', 0],
    ['src/base/a.ts', glued('// @ts', '-ignore'), 1],
    ['src/base/a.ts', glued('/* oxlint', '-disable */'), 1],
    ['test/a.test.ts', glued('it.on', "ly('x')"), 1],
    ['test/a.test.ts', glued('it.sk', "ip('x')"), 1],
    ['test/a.test.ts', glued("it('x', { sk", 'ip: true })'), 1],
    ['test/a.test.ts', 'x\n'.repeat(500), 0],
  ];
  for (const [path, text, problems] of texts) {
    it(`find ${problems} in ${path}: ${JSON.stringify(text.slice(0, 20))}`, () => {
      assert.equal(checkText(path, text).length, problems);
    });
  }
});
