import { readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** What programs look for beside their `bin`, in the folder of a tool in which it may also keep its credentials. */
const needed = /^(pyvenv\.cfg|version|release|go\.env|layout\..*)$/i;

/**
 * What may be read of a folder of programs below `home` (as `programsBelow` gives it). A tool's own folder there, such as `~/.cargo` or `~/.docker`, often holds its
 * credentials as files beside `bin`: of it, the folders and the few files that programs need.
 */
export function withoutSecrets(home: string, folder: string): readonly string[] {
  const above = dirname(folder);
  const isToolsOwn = (above === home && basename(folder).startsWith('.')) || above === join(home, '.config');
  if (!isToolsOwn) return [folder];
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    return entries
      .filter((entry) => entry.isDirectory() || needed.test(entry.name))
      .map(({ name }) => join(folder, name));
  } catch (fault) {
    // The PATH may name what is not there, or may not be listed: nothing of it is opened then.
    if (fault instanceof Error && 'code' in fault) return [];
    throw fault;
  }
}
