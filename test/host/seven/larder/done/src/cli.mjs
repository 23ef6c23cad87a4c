import { parseLine } from './parseLine.mjs';
import { reportOf } from './report.mjs';

/** What the program prints for lines of ingredients. */
export function run(lines, list) {
  return reportOf(lines.map(parseLine), list);
}
