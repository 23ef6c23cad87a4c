/** Whether RELEASE.json names the files as they are. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

const { files } = JSON.parse(readFileSync('RELEASE.json', 'utf8'));
const hashOf = (path) => createHash('sha256').update(readFileSync(path)).digest('hex');
const changed = Object.keys(files).filter((path) => hashOf(path) !== files[path]);
for (const path of changed) console.error(`${path} is not what was released`);
process.exitCode = changed.length === 0 && Object.keys(files).length > 0 ? 0 : 1;
