import { existsSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { Command } from 'commander';
import { readMarkdown } from '../../adapters/markdown/readMarkdown.ts';
import { readYaml } from '../../adapters/yaml/readYaml.ts';
import { convertDocument, type Conversion } from '../../domain/document/convertDocument.ts';
import { formatDocument } from '../../domain/document/formatDocument.ts';
import { readDocument, type DocumentText } from '../../domain/document/readDocument.ts';
import { exitCodes, say, sayJson, sayProblem, type CommandContext } from './command.ts';
import { command, contextOf, finish, type CommonOptions } from './commandLine.ts';
import { readTexts, slashes, targetsOf } from './documentTargets.ts';

const parsers = { markdown: readMarkdown, yaml: readYaml };

interface Asked {
  readonly paths: readonly string[];
  readonly write: boolean;
}

/** One document with what was or would be done, told by paths relative to the folder. */
interface Outcome {
  readonly file: string;
  readonly result: Conversion['kind'] | 'formatted' | 'name-taken';
  readonly files: readonly string[];
}

/** `s2 docs convert` and `s2 docs format`. */
export function docsWriterCommands(): readonly Command[] {
  const make = (name: string, summary: string, work: (context: CommandContext, asked: Asked) => Promise<number>) =>
    command(name, summary)
      .argument('[paths...]', 'files and folders; without, the folder')
      .option('--write', 'write the files; without, only say what would be written')
      .action((paths: string[], options: CommonOptions & { write?: true }) => {
        const context = contextOf(options);
        return finish(context, work(context, { paths, write: options.write ?? false }));
      });
  return [
    make('convert', 'write older phase files in canonical form', convert),
    make('format', 'put blanks, blank lines and tables of plan documents in order', format),
  ];
}

function convert(context: CommandContext, asked: Asked): Promise<number> {
  return onEach(context, asked, async (root, text) => {
    const conversion = convertDocument(readDocument(text, parsers), parsers);
    if (conversion.kind === 'no-plan' || conversion.kind === 'already-canonical') return undefined;
    if (conversion.kind !== 'converted') return { file: text.path, result: conversion.kind, files: [] };
    const { files } = conversion;
    const names = files.map(({ path }) => path);
    const kept = `${text.path}.old`;
    const fresh = [...names.filter((path) => path !== text.path), ...(names.includes(text.path) ? [] : [kept])];
    const taken = fresh.filter((path) => existsSync(join(root, path)));
    if (taken.length > 0) return { file: text.path, result: 'name-taken', files: taken };
    if (asked.write) {
      // The earlier plan is put aside first: both together would state every task twice.
      if (!names.includes(text.path)) await rename(join(root, text.path), join(root, kept));
      for (const one of files)
        await writeFile(join(root, one.path), one.text, { flag: one.path === text.path ? 'w' : 'wx' });
    }
    return { file: text.path, result: conversion.kind, files: names };
  });
}

function format(context: CommandContext, asked: Asked): Promise<number> {
  return onEach(context, asked, async (root, text) => {
    const formatted = formatDocument(text, parsers);
    if (formatted === text.text) return undefined;
    if (asked.write) await writeFile(join(root, text.path), formatted);
    return { file: text.path, result: 'formatted', files: [text.path] };
  });
}

/** Does something with each document and tells of those with which there was something to do. */
async function onEach(
  context: CommandContext,
  { paths, write }: Asked,
  work: (root: string, text: DocumentText) => Promise<Outcome | undefined>,
): Promise<number> {
  const outcomes: Outcome[] = [];
  for (const target of await targetsOf(context.folder, paths)) {
    if ('missing' in target) {
      const message = `${target.missing} does not exist. Name a file or folder that does.`;
      return sayProblem({ code: 'no-such-path', message }, context);
    }
    const { texts } = await readTexts(target);
    for (const text of texts) {
      if (target.only !== undefined && text.path !== target.only) continue;
      const outcome = await work(target.root, text);
      const shown = (path: string): string => slashes(relative(context.folder, join(target.root, path)));
      if (outcome) outcomes.push({ ...outcome, file: shown(outcome.file), files: outcome.files.map(shown) });
    }
  }
  if (context.json) sayJson({ written: write, outcomes });
  else
    say(outcomes.length === 0 ? 'There is nothing to write.' : outcomes.map((one) => describe(one, write)).join('\n'));
  const isWhole = outcomes.every(({ result }) => result === 'converted' || result === 'formatted');
  return isWhole && (write || outcomes.length === 0) ? exitCodes.ok : exitCodes.problem;
}

function describe({ file, result, files }: Outcome, write: boolean): string {
  switch (result) {
    case 'converted':
      return `${file}: ${write ? 'written as' : 'would be written as'} ${files.join(', ')}`;
    case 'formatted':
      return `${file}: ${write ? 'formatted' : 'would be formatted'}`;
    case 'name-taken':
      return `${file}: not converted, because ${files.join(', ')} exists; move it away first`;
    case 'cannot-keep-plan':
      return `${file}: not converted, because its tasks would change; convert it by hand`;
    case 'no-plan':
    case 'already-canonical':
      return `${file}: nothing to do`;
  }
}
