import { FileType, Uri, workspace } from 'vscode';
import type { Log } from '../../base/log.ts';

/** Pages about rules by rule id: each page in docs/rules has the id as its title. Empty when the pages cannot be read. */
export async function loadRulePages(extensionUri: Uri, log: Log): Promise<ReadonlyMap<string, Uri>> {
  const folder = Uri.joinPath(extensionUri, 'docs', 'rules');
  try {
    const entries = await workspace.fs.readDirectory(folder);
    const files = entries.filter(([name, type]) => type === FileType.File && name.endsWith('.md'));
    return new Map(await Promise.all(files.map(([name]) => readPage(Uri.joinPath(folder, name)))));
  } catch (fault) {
    log.warn(`the pages about rules cannot be read: ${fault instanceof Error ? fault.message : String(fault)}`);
    return new Map();
  }
}

async function readPage(uri: Uri): Promise<[string, Uri]> {
  const text = new TextDecoder().decode(await workspace.fs.readFile(uri));
  return [/^#\s+(\S+)/.exec(text)?.[1] ?? '', uri];
}
