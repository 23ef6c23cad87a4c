/** Whether a file holds a text: `node plan/check/contains.mjs <file> <text>`. */
import { readFileSync } from 'node:fs';

const [file, text] = process.argv.slice(2);
if (!readFileSync(file, 'utf8').includes(text)) {
  console.error(`${file} does not hold ${text}`);
  process.exitCode = 1;
}
