import { delimiter, dirname, isAbsolute, join, resolve, sep } from 'node:path';

/**
 * Where programs lie that the PATH has in the home folder. A tool's `…/bin` needs what lies beside it, but `~/bin` and `~/.local/bin` have the whole home
 * and all programs' data beside them.
 */
export function programsBelow(home: string, path: string): readonly string[] {
  const folders = path.split(delimiter).filter((folder) => isAbsolute(folder));
  // `~/` and `~/x/..` are the home folder itself.
  const inside = folders.map((folder) => resolve(folder)).filter((folder) => folder.startsWith(home + sep));
  return [
    ...new Set(
      inside.map((folder) => {
        const above = dirname(folder);
        return folder.endsWith(`${sep}bin`) && above !== home && above !== join(home, '.local') ? above : folder;
      }),
    ),
  ];
}
