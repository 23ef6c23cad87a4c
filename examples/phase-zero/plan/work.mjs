/**
 * The worker of the `command` provider in this example: `node plan/work.mjs <part>` writes the files of one part of the program, as a
 * coding agent would. A part may have an own version for one attempt (`<part>.attempt-1`), for work that is not right the first time.
 */
import { writePart } from './writePart.mjs';

const [part] = process.argv.slice(2);
await writePart(part, process.env.S2_ATTEMPT ?? '1');
