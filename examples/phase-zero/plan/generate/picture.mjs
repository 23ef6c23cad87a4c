/** Draws the picture of the guide with the finished program. */
import { runTidebook } from '../runTidebook.mjs';
import { writeFile } from '../writePart.mjs';

writeFile('docs/tide.svg', runTidebook('curve', 'northquay', '--days', '3'));
