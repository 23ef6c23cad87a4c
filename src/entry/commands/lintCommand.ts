import { writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { readMarkdown } from '../../adapters/markdown/readMarkdown.ts';
import { readYaml } from '../../adapters/yaml/readYaml.ts';
import { fixDocuments } from '../../domain/document/fixes.ts';
import { lintDocuments } from '../../domain/document/lintDocuments.ts';
import type { LiveView } from '../../domain/document/facts.ts';
import type { SwarmDocument } from '../../domain/document/model.ts';
import type { Problem } from '../../domain/document/problem.ts';
import { readDocument, type DocumentText } from '../../domain/document/readDocument.ts';
import { taskStandings } from '../../protocol/taskStandings.ts';
import { gatherFacts } from '../lintFacts.ts';
import { readSwarm } from '../readSwarm.ts';
import { exitCodes, sayProblem, type CommandContext } from './command.ts';
import { readTexts, slashes, targetsOf, type Target } from './documentTargets.ts';
import { lintFormats, sayFindings } from './lintOutput.ts';

export interface LintOptions {
  readonly paths: readonly string[];
  readonly format: string;
  readonly fix: boolean;
  /** Whether the ledger is asked, too. */
  readonly live?: boolean;
}

const parsers = { markdown: readMarkdown, yaml: readYaml };

/** `s2 lint`: checks the documents of folders, or single files in the light of the folder they belong to. */
export async function lint(context: CommandContext, options: LintOptions): Promise<number> {
  const format = lintFormats.find((one) => one === options.format);
  if (!format) {
    process.stderr.write(`s2: there is no format ${options.format}; choose one of ${lintFormats.join(', ')}\n`);
    return exitCodes.usage;
  }
  const swarm = options.live ? await readSwarm(context.folder) : undefined;
  if (swarm && !swarm.ok) return sayProblem(swarm.error, context);
  const live = swarm && taskStandings(swarm.value);
  const documents: SwarmDocument[] = [];
  const problems: Problem[] = [];
  for (const target of await targetsOf(context.folder, options.paths)) {
    if ('missing' in target) {
      const message = `${target.missing} does not exist. Name a file or folder that does.`;
      return sayProblem({ code: 'no-such-path', message }, context);
    }
    const found = await check(target, { folder: context.folder, fix: options.fix, ...(live ? { live } : {}) });
    documents.push(...found.documents);
    problems.push(...found.problems);
  }
  const { errors } = sayFindings({ documents, problems }, { format, folder: context.folder });
  return errors > 0 ? exitCodes.problem : exitCodes.ok;
}

async function check(
  target: Target,
  options: { readonly folder: string; readonly fix: boolean; readonly live?: LiveView },
): Promise<{ documents: readonly SwarmDocument[]; problems: readonly Problem[] }> {
  const read = await readTexts(target);
  const texts = options.fix ? await writeFixes(target, read.texts, options.live) : read.texts;
  const documents = texts.map((text) => readDocument(text, parsers));
  const problems = [...read.problems, ...lintDocuments(documents, { facts: gatherFacts(documents, options.live) })];
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

async function writeFixes(
  { root, only }: Target,
  texts: readonly DocumentText[],
  live: LiveView | undefined,
): Promise<readonly DocumentText[]> {
  const fixed = fixDocuments(texts, parsers, live ? { facts: { live } } : {});
  for (const [at, { path, text }] of fixed.entries()) {
    const changed = text !== texts[at]?.text;
    if (changed && (only === undefined || only === path)) await writeFile(join(root, path), text);
  }
  return fixed;
}
