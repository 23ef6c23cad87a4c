// Makes the .vsix from what is in dist/: `node scripts/packageExtension.mjs [--out file] [--target linux-x64 …]`.
// Without a target one package serves every platform.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { values } = parseArgs({ options: { out: { type: 'string' }, target: { type: 'string' } } });
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const suffix = values.target === undefined ? '' : `-${values.target}`;
const out = resolve(values.out ?? join(root, 'dist', `${manifest.name}${suffix}-${manifest.version}.vsix`));

/** The name of the prebuilt binary that a package for `target` needs. */
function prebuildOf(target) {
  return `${target.replace('alpine', 'linuxmusl')}.node`;
}

/** The rule that lets the native modules in; vsce cannot take back what a rule with `!` has let in. */
const allBinaries = '!dist/node_modules/better-sqlite3/prebuilds/**';

/** The rules of .vscodeignore, with only the native module of `target`. */
function ignoreRules(target) {
  const rules = readFileSync(join(root, '.vscodeignore'), 'utf8');
  if (target === undefined) return rules;
  const wanted = prebuildOf(target);
  const prebuilds = readdirSync(join(root, 'dist/node_modules/better-sqlite3/prebuilds'));
  if (!prebuilds.includes(wanted) || !rules.includes(allBinaries)) {
    console.error(`There is no native module for ${target}; there are ${prebuilds.join(', ')}.`);
    process.exit(1);
  }
  return rules.replace(allBinaries, allBinaries.replace('**', wanted));
}

const scratch = mkdtempSync(join(tmpdir(), 's2-package-'));
try {
  const ignoreFile = join(scratch, 'vscodeignore');
  writeFileSync(ignoreFile, ignoreRules(values.target));
  mkdirSync(dirname(out), { recursive: true });
  const vsce = join(root, 'node_modules/@vscode/vsce/vsce');
  const options = ['--no-dependencies', '--allow-missing-repository', '--skip-license', '--no-rewrite-relative-links'];
  const target = values.target === undefined ? [] : ['--target', values.target];
  // The script `vscode:prepublish` is deliberately absent: what is packaged is what was built and tested.
  execFileSync(process.execPath, [vsce, 'package', ...options, ...target, '--ignoreFile', ignoreFile, '--out', out], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
console.log(`${out} ${(statSync(out).size / 1e6).toFixed(2)} MB`);
