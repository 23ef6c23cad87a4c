import { readFileSync } from 'node:fs';
import { readFraction } from './fraction.mjs';
import { toBase } from './units.mjs';

const spices = JSON.parse(readFileSync(new URL('../data/spices.json', import.meta.url), 'utf8'));

/** Reads a line such as `1 1/2 cup milk`; a spice alone is a pinch of it. */
export function parseLine(line) {
  if (spices.includes(line)) return { name: line, ...toBase(1, 'pinch') };
  const match = /^([\d ./]+) ([a-z]+) (.+)$/.exec(line);
  if (!match) throw new RangeError(`no ingredient: ${line}`);
  return { name: match[3], ...toBase(readFraction(match[1]), match[2]) };
}
