import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const parts = fileURLToPath(new URL('parts/', import.meta.url));
/** An agent needs time for a file; this much makes its progress visible. */
const pauseMs = 350;

/** Writes the files of a part below the current folder; the attempt's own version of a file goes before the general one. */
export async function writePart(part, attempt) {
  const general = join(parts, part);
  const own = `${general}.attempt-${attempt}`;
  for (const file of filesBelow(general).map((path) => relative(general, path))) {
    await sleep(pauseMs);
    const source = existsSync(join(own, file)) ? join(own, file) : join(general, file);
    writeFile(file, readFileSync(source, 'utf8'));
  }
}

/** Writes one file, with its folders, and says so. */
export function writeFile(file, text) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  console.log(`wrote ${file.replaceAll('\\', '/')} (${text.split('\n').length - 1} lines)`);
}

/** All files below a folder, in order. */
export function filesBelow(folder) {
  return readdirSync(folder)
    .sort()
    .map((name) => join(folder, name))
    .flatMap((path) => (statSync(path).isDirectory() ? filesBelow(path) : [path]));
}
