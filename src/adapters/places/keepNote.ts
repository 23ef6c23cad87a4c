import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toSafeName } from '../../domain/agent/refName.ts';

/**
 * Puts a note into the temporary folder that these variables name; resolves to its file. Commands of a session write there, too: under a name that one of them could
 * know, a link would have us write where it leads, and a pipe would keep us waiting.
 */
export async function keepNote(
  { TMPDIR }: Readonly<Record<string, string>>,
  name: string,
  text: string,
): Promise<string> {
  const file = join(TMPDIR ?? tmpdir(), `${toSafeName(name)}-${randomUUID()}.md`);
  await writeFile(file, text, { flag: 'wx', mode: 0o600 });
  return file;
}
