import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { RunGit } from './runGit.ts';
import { whenThere } from './whenThere.ts';

/** What git is told through the environment, so that it reads no setting that an agent can make. */
export type OwnEnvironment = Readonly<Record<string, string>>;

/**
 * Settings of the repository that say how content is stored. None of them names a program: filters, merge drivers and
 * everything else that would start one are left behind.
 */
const taken =
  /^(core\.(autocrlf|eol|filemode|symlinks|ignorecase|precomposeunicode|longpaths|bigfilethreshold|repositoryformatversion)|extensions\.objectformat)$/;
const plain = /^[\w.-]+$/;

/**
 * Makes a folder that stands in for the repository's own `.git` wherever git turns files into content or content into files.
 * All worktrees share the repository's configuration, and whoever works in one may write it: a filter or merge driver that an
 * agent has put there would be started by us. What the user has set for all repositories still holds. The function that is
 * given back puts the folder right, if need be, and gives the environment for one command.
 */
export async function openOwnConfig(
  git: RunGit,
  place: { readonly root: string; readonly common: string; readonly own: string },
): Promise<() => Promise<OwnEnvironment>> {
  const { root, common, own } = place;
  const files = new Map([
    ['HEAD', 'ref: refs/heads/none\n'],
    ['config', toConfig((await git({ cwd: root, args: ['config', '--list', '-z'] })).stdout)],
    ...(await copyOf(common, 'info/exclude')),
    ...(await copyOf(common, 'info/attributes')),
  ]);
  const environment = {
    GIT_COMMON_DIR: own,
    GIT_OBJECT_DIRECTORY: join(common, 'objects'),
    GIT_SHALLOW_FILE: join(common, 'shallow'),
  };
  return async () => {
    await mkdir(join(own, 'refs'), { recursive: true });
    for (const [name, text] of files) await putRight(join(own, name), text);
    return environment;
  };
}

async function putRight(file: string, text: string): Promise<void> {
  if ((await whenThere(readFile(file, 'utf8'))) === text) return;
  await mkdir(dirname(file), { recursive: true });
  const fresh = `${file}.${randomUUID()}`;
  await writeFile(fresh, text);
  await rename(fresh, file);
}

async function copyOf(common: string, name: string): Promise<readonly (readonly [string, string])[]> {
  const text = await whenThere(readFile(join(common, name), 'utf8'));
  return text === undefined ? [] : [[name, text]];
}

/** `listed` is what `git config --list -z` prints; of a setting that is made more than once the last one holds. */
function toConfig(listed: string): string {
  const lines = listed.split('\0').flatMap((entry) => {
    const at = entry.indexOf('\n');
    const [name, value] = [entry.slice(0, at), entry.slice(at + 1)];
    const [section = '', key = ''] = name.split('.');
    return taken.test(name) && plain.test(value) ? [`[${section}]\n\t${key} = ${value}\n`] : [];
  });
  return lines.join('');
}
