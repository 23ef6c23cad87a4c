/** Writes the user's guide; every output in it comes from running the program. */
import { runTidebook } from '../runTidebook.mjs';
import { writeFile } from '../writePart.mjs';

const example = (...args) => ['```', `$ tidebook ${args.join(' ')}`, runTidebook(...args).trimEnd(), '```', ''];

writeFile(
  'docs/guide.md',
  [
    '# Tidebook: the guide',
    '',
    'High and low water of a few harbours. How it works is told in [the model](model.md); the harbours are in',
    '[their own list](stations.md).',
    '',
    ...example('--help'),
    '## When is high water?',
    '',
    ...example('table', 'northquay', '--days', '1'),
    '## Draw it',
    '',
    '`tidebook curve northquay --days 3` draws this:',
    '',
    '![Three days at Northquay](tide.svg)',
    '',
    '## What goes wrong',
    '',
    'Exit code 1 is a problem with what you asked for, such as an unknown harbour; 2 is a mistake in how you asked.',
    '',
  ].join('\n'),
);
