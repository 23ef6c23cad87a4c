import { readDocumentName, type DocumentName } from './documentName.ts';
import { finishTasks } from './finishTasks.ts';
import type { DocumentKind } from './documentKind.ts';
import type { DocumentHeading, Field, Guess, SwarmDocument } from './model.ts';
import type { MarkdownBlock, Parsers, YamlTree } from './parsers.ts';
import type { Problem, Severity } from './problem.ts';
import { comparePositions, documentStart, type Range } from './range.ts';
import { SourceText } from './sourceText.ts';
import { tooLarge } from './documentSize.ts';
import { readStatusYaml } from './statusYaml.ts';
import { readDocumentHeading } from './subject.ts';
import { readManifest } from './swarmManifest.ts';
import type { TaskContext } from './taskDraft.ts';
import { headingText } from './headingText.ts';
import { TaskWalk } from './taskWalk.ts';

/** A document as it lies in the workspace; `path` is workspace-relative with forward slashes. */
export interface DocumentText {
  readonly path: string;
  readonly text: string;
}

/** What a phase file is guessed to be when its name says whose it is and not which phase; only a person can add that. */
export const noPhaseInName = 'the file name states no phase';

const mostYamlProblems = 3;

/** Reads any document. Never throws: what it cannot read becomes one of the document's problems, with its position. */
export function readDocument(input: DocumentText, parsers: Parsers): SwarmDocument {
  const name = readDocumentName(input.path);
  const isYaml = name.kind === 'swarm' || /\.ya?ml$/i.test(input.path);
  const refusal = isYaml ? undefined : tooLarge(input.text);
  if (refusal !== undefined) return refusedDocument(input.path, name, refusal);
  const source = new SourceText(input.text);
  if (name.kind === 'swarm') return readSwarm(input.path, name, source, parsers);
  if (isYaml) return readYamlStatus(input.path, name, source, parsers);
  return readMarkdownDocument(input.path, name, source, parsers);
}

function emptyDocument(path: string, name: DocumentName, source: SourceText): SwarmDocument {
  return {
    path,
    kind: name.kind,
    dialect: 'canonical',
    name,
    source,
    tasks: [],
    fields: [],
    strangeFields: [],
    fences: [],
    guesses: [],
    problems: [],
  };
}

/** A swarm is not launched without a document that it names, so this is an error. */
function refusedDocument(path: string, name: DocumentName, message: string): SwarmDocument {
  const problem = {
    rule: 'document/unreadable',
    severity: 'error',
    message,
    file: path,
    range: documentStart,
  } as const;
  return { ...emptyDocument(path, name, new SourceText('')), problems: [problem] };
}

function readSwarm(path: string, name: DocumentName, source: SourceText, parsers: Parsers): SwarmDocument {
  const tree = parsers.yaml(source);
  const problems = yamlProblems(path, tree, 'error', 'swarm/schema');
  const root = tree.root;
  if (!root) {
    const message = 'swarm.yaml is empty; describe the swarm with version, name, documents and sessions.';
    return {
      ...emptyDocument(path, name, source),
      problems: [...problems, { rule: 'swarm/schema', severity: 'error', message, file: path, range: documentStart }],
    };
  }
  const manifest = readManifest(root);
  if (tree.broken) return { ...emptyDocument(path, name, source), problems, manifest, broken: true };
  return { ...emptyDocument(path, name, source), problems, manifest, yaml: root };
}

function readYamlStatus(path: string, name: DocumentName, source: SourceText, parsers: Parsers): SwarmDocument {
  const status = readStatusYaml(source, parsers);
  return { ...emptyDocument(path, name, source), ...status, problems: yamlProblems(path, status, 'warning') };
}

function yamlProblems(
  file: string,
  tree: Pick<YamlTree, 'errors' | 'broken'>,
  severity: Severity,
  rule = 'document/unreadable',
): readonly Problem[] {
  return tree.errors
    .slice(0, tree.broken ? 1 : mostYamlProblems)
    .map(({ message, range }) => ({ rule, severity, message: `This is no valid YAML: ${message}`, file, range }));
}

function readMarkdownDocument(path: string, name: DocumentName, source: SourceText, parsers: Parsers): SwarmDocument {
  const blocks = parsers.markdown(source);
  const heading = findHeading(source, blocks);
  const kind = name.kind === 'other' && heading?.session && heading.phases ? 'phase' : name.kind;
  const status =
    kind === 'status' || kind === 'multi-session-status' ? readStatusYaml(source, parsers, blocks) : undefined;
  const span = name.phases ?? heading?.phases?.value;
  const manyPhases = span === undefined || span.from !== span.to;
  const walk = new TaskWalk({ source, blocks, kind, base: baseContext(name, heading, kind), manyPhases }).run();
  const guesses = firstOfEach([
    ...nameGuesses(name, kind, heading),
    ...walk.guesses,
    ...fileEstimates(kind, walk.fields),
  ]);
  return {
    ...emptyDocument(path, { ...name, kind }, source),
    kind,
    dialect: guesses.length > 0 ? 'legacy' : 'canonical',
    ...(heading ? { heading } : {}),
    tasks: finishTasks(source, walk.tasks),
    fields: [...(status?.fields ?? []), ...walk.fields],
    strangeFields: walk.tasks.flatMap((task) => task.strange),
    fences: walk.fences,
    guesses,
    problems: [
      ...yamlProblems(path, status ?? { errors: [] }, 'warning'),
      ...walk.unreadable.map(({ message, range }) => ({
        rule: 'document/unreadable',
        severity: 'warning' as const,
        message: `${message}.`,
        file: path,
        range,
      })),
    ],
  };
}

function findHeading(source: SourceText, blocks: readonly MarkdownBlock[]): DocumentHeading | undefined {
  const first = blocks.find((block) => block.kind === 'heading');
  return first?.level === 1 ? readDocumentHeading(headingText(source, first.start)) : undefined;
}

/** The file name says whose plan it is and of which phase; the heading says it where the name does not. */
function baseContext(name: DocumentName, heading: DocumentHeading | undefined, kind: DocumentKind): TaskContext {
  if (kind !== 'phase') return {};
  const range: Range = heading?.session?.range ?? heading?.range ?? documentStart;
  const session = name.session === undefined ? heading?.session : { value: name.session, range };
  const span = name.phases ?? heading?.phases?.value;
  return {
    ...(session ? { session } : {}),
    ...(span ? { phase: { value: span.from, range: heading?.phases?.range ?? range } } : {}),
  };
}

function nameGuesses(name: DocumentName, kind: DocumentKind, heading: DocumentHeading | undefined): readonly Guess[] {
  if (kind !== 'phase') return [];
  const range = heading?.range ?? documentStart;
  if (name.phases === undefined && name.session !== undefined) return [{ message: noPhaseInName, range }];
  return name.phases && name.phases.from !== name.phases.to
    ? [{ message: 'the file holds several phases', range }]
    : [];
}

/** `**Estimated:** 4 hours, $8` at the end of a file is about all its tasks together. */
function fileEstimates(kind: DocumentKind, fields: readonly Field[]): readonly Guess[] {
  const found =
    kind === 'phase' ? fields.find((field) => field.key === 'estimated' || field.key === 'estimated time') : undefined;
  return found ? [{ message: 'the estimate is for the whole file', range: found.keyRange }] : [];
}

function firstOfEach(guesses: readonly Guess[]): readonly Guess[] {
  const seen = new Set<string>();
  const ordered = [...guesses].sort((a, b) => comparePositions(a.range.start, b.range.start));
  return ordered.filter(({ message }) => !seen.has(message) && seen.add(message));
}
