/** Files in which package managers keep the exact versions of what a project needs. */
const names = new Set([
  'package-lock.json',
  'npm-shrinkwrap.json',
  'yarn.lock',
  'pnpm-lock.yaml',
  'bun.lock',
  'bun.lockb',
  'deno.lock',
  'cargo.lock',
  'go.sum',
  'poetry.lock',
  'uv.lock',
  'pdm.lock',
  'pipfile.lock',
  'gemfile.lock',
  'composer.lock',
  'mix.lock',
  'pubspec.lock',
  'package.resolved',
  'packages.lock.json',
  'gradle.lockfile',
  'flake.lock',
]);

/** Whether a path is of a file that says which versions a set-up installs, in any folder; `requirements*.txt` is one, too. */
export function isLockFile(path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase();
  return names.has(name) || /^requirements[\w.-]*\.txt$/.test(name);
}
