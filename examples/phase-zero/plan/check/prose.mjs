/** Whether documents have one title, no overlong line, and links that lead somewhere: `node plan/check/prose.mjs <file …>`. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const problems = process.argv.slice(2).flatMap((file) => check(file, readFileSync(file, 'utf8')));
for (const problem of problems) console.error(problem);
process.exitCode = problems.length === 0 && process.argv.length > 2 ? 0 : 1;

function check(file, text) {
  const lines = text.replaceAll(/^```[\s\S]*?^```$/gm, '').split('\n');
  const titles = lines.filter((line) => line.startsWith('# ')).length;
  const links = [...text.matchAll(/\]\(([^)#:]+)\)/g)].map((match) => match[1]);
  return [
    ...(titles === 1 ? [] : [`${file} has ${titles} titles`]),
    ...lines.flatMap((line, index) => (line.length > 140 ? [`${file}:${index + 1} is ${line.length} characters long`] : [])),
    ...links.filter((link) => !existsSync(join(dirname(file), link))).map((link) => `${file} links to ${link}, which is not there`),
  ];
}
