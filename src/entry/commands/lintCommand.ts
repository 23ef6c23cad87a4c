import { stat, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { findDocuments, readDocuments } from '../../adapters/files/findDocuments.ts';
import { readSwarmFolder } from '../../adapters/files/readSwarmFolder.ts';
import { readMarkdown } from '../../adapters/markdown/readMarkdown.ts';
import { readYaml } from '../../adapters/yaml/readYaml.ts';
import { fixDocuments } from '../../domain/document/fixes.ts';
import { lintDocuments } from '../../domain/document/lintDocuments.ts';
import { createLintReport, formatProblem } from '../../domain/document/lintReport.ts';
import type { SwarmDocument } from '../../domain/document/model.ts';
import type { Problem } from '../../domain/document/problem.ts';
import { readDocument, type DocumentText } from '../../domain/document/readDocument.ts';
import { exitCodes, say, sayJson, sayProblem, type CommandContext } from './command.ts';

export const lintFormats = ['pretty', 'json'] as const;

export interface LintOptions {
  readonly paths: readonly string[];
  readonly format: string;
  readonly fix: boolean;
}

const parsers = { markdown: readMarkdown, yaml: readYaml };

/** `s2 lint`: checks the documents of folders, or single files in the light of the folder they belong to. */
export async function lint(context: CommandContext, options: LintOptions): Promise<number> {
  if (!lintFormats.some((format) => format === options.format)) {
    process.stderr.write(`s2: there is no format ${options.format}; choose one of ${lintFormats.join(', ')}\n`);
    return exitCodes.usage;
  }
  const documents: SwarmDocument[] = [];
  const problems: Problem[] = [];
  for (const target of await targetsOf(context.folder, options.paths)) {
    if ('missing' in target) {
      const message = `${target.missing} does not exist. Name a file or folder that does.`;
      return sayProblem({ code: 'no-such-path', message }, context);
    }
    const found = await check(target, { folder: context.folder, fix: options.fix });
    documents.push(...found.documents);
    problems.push(...found.problems);
  }
  const report = createLintReport(documents, problems);
  if (options.format === 'json') sayJson(report);
  else say([...problems.map(formatProblem), describe(report.summary)].join('\n'));
  return report.summary.errors > 0 ? exitCodes.problem : exitCodes.ok;
}

/** A folder that is checked as a whole, and the single file of it that is told about. */
interface Target {
  readonly root: string;
  readonly only?: string;
}

async function targetsOf(
  folder: string,
  paths: readonly string[],
): Promise<readonly (Target | { readonly missing: string })[]> {
  if (paths.length === 0) return [(await kindOf(folder)) === 'folder' ? { root: folder } : { missing: folder }];
  return Promise.all(
    paths.map(async (path) => {
      const full = resolve(folder, path);
      const kind = await kindOf(full);
      if (kind === 'folder') return { root: full };
      if (kind === 'none') return { missing: full };
      const inside = full.startsWith(folder + sep);
      const root = inside ? folder : dirname(full);
      return { root, only: slashes(relative(root, full)) };
    }),
  );
}

async function check(
  target: Target,
  options: { readonly folder: string; readonly fix: boolean },
): Promise<{ documents: readonly SwarmDocument[]; problems: readonly Problem[] }> {
  const read = await readTexts(target);
  const texts = options.fix ? await writeFixes(target, read.texts) : read.texts;
  const documents = texts.map((text) => readDocument(text, parsers));
  const problems = [...read.problems, ...lintDocuments(documents)];
  const isTold = (file: string): boolean => target.only === undefined || file === target.only;
  const shown = (file: string): string => slashes(relative(options.folder, join(target.root, file)));
  return {
    documents: documents
      .filter((document) => isTold(document.path))
      .map((document) => ({ ...document, path: shown(document.path) })),
    problems: problems
      .filter((problem) => isTold(problem.file))
      .map((problem) => ({ ...problem, file: shown(problem.file) })),
  };
}

/** The documents that are known by name, together with those that a swarm.yaml names. */
async function readTexts({
  root,
  only,
}: Target): Promise<{ readonly texts: readonly DocumentText[]; readonly problems: readonly Problem[] }> {
  const swarm = await readSwarmFolder(root, readYaml);
  const known = new Set(swarm.documents.map((document) => document.path));
  const byName = await findDocuments(root);
  const wanted = only === undefined || known.has(only) || byName.includes(only) ? byName : [...byName, only];
  const others = await readDocuments(
    root,
    wanted.filter((path) => !known.has(path)),
  );
  // A folder of documents needs no swarm.yaml to be checked.
  const problems = swarm.swarm === undefined ? [] : swarm.problems;
  return { texts: [...swarm.documents, ...others.documents], problems: [...problems, ...others.problems] };
}

async function writeFixes({ root, only }: Target, texts: readonly DocumentText[]): Promise<readonly DocumentText[]> {
  const fixed = fixDocuments(texts, parsers);
  for (const [at, { path, text }] of fixed.entries()) {
    const changed = text !== texts[at]?.text;
    if (changed && (only === undefined || only === path)) await writeFile(join(root, path), text);
  }
  return fixed;
}

async function kindOf(path: string): Promise<'file' | 'folder' | 'none'> {
  try {
    return (await stat(path)).isDirectory() ? 'folder' : 'file';
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && (cause.code === 'ENOENT' || cause.code === 'ENOTDIR'))
      return 'none';
    throw cause;
  }
}

function slashes(path: string): string {
  return path.split(sep).join('/');
}

function describe(summary: {
  readonly documents: number;
  readonly tasks: number;
  readonly errors: number;
  readonly warnings: number;
  readonly infos: number;
}): string {
  const { documents, tasks, errors, warnings, infos } = summary;
  return `${documents} documents, ${tasks} tasks: ${errors} errors, ${warnings} warnings, ${infos} notes`;
}
