/** Lists every file of the program with its hash. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { filesBelow, writeFile } from '../writePart.mjs';

const folders = ['bin', 'data', 'docs', 'src', 'test'];
const paths = ['package.json', ...folders.flatMap(filesBelow)].map((path) => path.replaceAll('\\', '/'));
const files = Object.fromEntries(paths.map((path) => [path, createHash('sha256').update(readFileSync(path)).digest('hex')]));
writeFile('RELEASE.json', `${JSON.stringify({ name: 'tidebook', version: '0.1.0', files }, null, 2)}\n`);
