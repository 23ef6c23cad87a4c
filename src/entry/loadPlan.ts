import { stat } from 'node:fs/promises';
import { readSwarmFolder } from '../adapters/files/readSwarmFolder.ts';
import { inspectRepository } from '../adapters/git/inspectRepository.ts';
import { readMarkdown } from '../adapters/markdown/readMarkdown.ts';
import { readYaml } from '../adapters/yaml/readYaml.ts';
import { err, ok, type Result } from '../base/result.ts';
import { createPlan } from '../domain/document/createPlan.ts';
import { LintMemory } from '../domain/document/lintMemory.ts';
import { formatProblem } from '../domain/document/lintReport.ts';
import type { Problem } from '../domain/document/problem.ts';
import type { SwarmDocument } from '../domain/document/model.ts';
import { readDocument, type DocumentText } from '../domain/document/readDocument.ts';
import type { SwarmPlan } from '../domain/task/plan.ts';
import type { LeaderProblem } from '../protocol/swarmLeader.ts';

/** How many errors a launch names; `s2 lint` lists them all. */
const named = 3;

/** Where the swarm of a folder is: at the root of its repository, or in the folder itself when it is in none. */
export async function swarmFolder(folder: string): Promise<string> {
  const repository = await inspectRepository(folder);
  return repository.kind === 'ok' ? repository.root : folder;
}

/** Reads one document of a swarm. */
type ReadText = (text: DocumentText) => SwarmDocument;

const readText: ReadText = (text) => readDocument(text, { markdown: readMarkdown, yaml: readYaml });

/** What is remembered from one reading of a swarm to the next. */
export interface PlanMemory {
  readonly read: ReadText;
  readonly findings: LintMemory;
}

/** Remembers documents and their findings: what has not changed is neither read nor checked again. */
export function rememberDocuments(): PlanMemory {
  const known = new Map<string, { readonly text: string; readonly document: SwarmDocument }>();
  const read: ReadText = (given) => {
    const before = known.get(given.path);
    if (before?.text === given.text) return before.document;
    const document = readText(given);
    known.set(given.path, { text: given.text, document });
    return document;
  };
  return { read, findings: new LintMemory() };
}

/** Reads the documents of a swarm into its plan; a problem names the first errors with their places. */
export async function loadPlan(
  folder: string,
  { read, findings }: PlanMemory = rememberDocuments(),
): Promise<Result<SwarmPlan, LeaderProblem>> {
  if (!(await isFolder(folder)))
    return err({ code: 'no-folder', message: `${folder} is not a folder. Name the folder of a swarm with -C.` });
  const found = await readSwarmFolder(folder, readYaml);
  if (found.swarm === undefined) {
    return err({
      code: 'no-swarm',
      message: `${folder} has no swarm.yaml. Create one with \`s2 init\`, or name another folder with -C.`,
    });
  }
  const documents = found.documents.map(read);
  const swarm = documents.find((document) => document.path === found.swarm);
  if (!swarm) return err(planProblem(found.problems, folder));
  const { plan, problems } = createPlan(documents, swarm, findings);
  const all = [...found.problems, ...problems];
  if (!plan || all.some((problem) => problem.severity === 'error')) return err(planProblem(all, folder));
  return ok(plan);
}

function planProblem(problems: readonly Problem[], folder: string): LeaderProblem {
  const errors = problems.filter((problem) => problem.severity === 'error');
  const places = errors.slice(0, named).map((problem) => `  ${formatProblem(problem)}`);
  const more = errors.length > named ? [`  and ${errors.length - named} more`] : [];
  const message = [
    `The plan in ${folder} cannot be launched. Mend what \`s2 lint\` says, then try again:`,
    ...places,
    ...more,
  ].join('\n');
  return { code: 'plan', message };
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && (cause.code === 'ENOENT' || cause.code === 'ENOTDIR'))
      return false;
    throw cause;
  }
}
