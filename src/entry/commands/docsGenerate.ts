import type { Command } from 'commander';
import { writeGenerated, type WriteOutcome } from '../../adapters/files/writeGenerated.ts';
import {
  generateDocuments,
  generatedKinds,
  planKinds,
  type GeneratedKind,
} from '../../domain/document/generate/kinds.ts';
import { wholeDocument } from '../../domain/document/generate/marks.ts';
import type { GeneratedDocument } from '../../domain/document/generate/subject.ts';
import { readGeneration, type FoundGeneration } from '../readGeneration.ts';
import { exitCodes, say, sayJson, sayProblem, type CommandContext } from './command.ts';
import { command, contextOf, finish, type CommonOptions } from './commandLine.ts';
import { templateCommand } from './docsTemplate.ts';

/** Where generated documents lie unless somebody says otherwise. */
const usualFolder = 'status';

interface GenerateOptions {
  readonly out: string;
  readonly write?: true;
  readonly stdout?: true;
}

/** `s2 docs generate`, `check`, `prompts` and `template`. */
export function docsGenerateCommands(): readonly Command[] {
  const out = ['--out <folder>', 'where the documents lie, inside the folder of the swarm', usualFolder] as const;
  return [
    command('generate', 'write status, board, matrices, handovers and prompts from the plan and the ledger')
      .argument('[kinds...]', `without, all of ${generatedKinds.join(', ')}`)
      .option(...out)
      .option('--write', 'write the files; without, only say what would be written')
      .option('--stdout', 'print the documents instead')
      .action((kinds: string[], options: CommonOptions & GenerateOptions) => {
        const context = contextOf(options);
        return finish(
          context,
          withKinds(kinds, (known) => generate(context, known, options)),
        );
      }),
    command('check', 'exit with 1 when a generated document is not up to date')
      .argument('[kinds...]', 'without, every generated document that is there')
      .option(...out)
      .action((kinds: string[], options: CommonOptions & GenerateOptions) => {
        const context = contextOf(options);
        return finish(
          context,
          withKinds(kinds, (known) => check(context, { kinds: known, out: options.out })),
        );
      }),
    command('prompts', 'print the prompt of every session, or of one')
      .argument('[session]')
      .option(...out)
      .option('--write', 'write them to files instead')
      .action((session: string | undefined, options: CommonOptions & GenerateOptions) => {
        const context = contextOf(options);
        return finish(context, prompts(context, session, options));
      }),
    templateCommand(),
  ];
}

async function withKinds(
  named: readonly string[],
  work: (kinds: readonly GeneratedKind[]) => Promise<number>,
): Promise<number> {
  const strange = named.filter((name) => !generatedKinds.some((kind) => kind === name));
  if (strange.length === 0) return work(generatedKinds.filter((kind) => named.includes(kind)));
  process.stderr.write(`s2: there is no kind ${strange.join(', ')}; choose of ${generatedKinds.join(', ')}\n`);
  return exitCodes.usage;
}

async function generate(
  context: CommandContext,
  kinds: readonly GeneratedKind[],
  options: GenerateOptions,
): Promise<number> {
  return onGeneration(context, async ({ root, generation }) => {
    const documents = generateDocuments(generation, kinds.length === 0 ? generatedKinds : kinds);
    if (options.stdout) return print(context, documents);
    const write = options.write ?? false;
    const outcomes = await writeGenerated(documents, { root, folder: plainFolder(options.out), write });
    if (context.json) sayJson({ written: write, outcomes });
    else for (const line of outcomes.flatMap(describe)) say(line);
    if (!context.json && outcomes.every(({ result }) => result === 'unchanged')) say('Everything is up to date.');
    return outcomes.every(({ result }) => result === 'written' || result === 'unchanged')
      ? exitCodes.ok
      : exitCodes.problem;
  });
}

async function check(
  context: CommandContext,
  { kinds, out }: { readonly kinds: readonly GeneratedKind[]; readonly out: string },
): Promise<number> {
  return onGeneration(context, async ({ root, generation }) => {
    const asked = kinds.length === 0 ? generatedKinds : kinds;
    // Without a ledger (in CI) nobody knows how far the swarm has come: only what the plan alone says is compared.
    const known = generation.now ? asked : asked.filter((kind) => planKinds.includes(kind));
    const all = await writeGenerated(generateDocuments(generation, known), {
      root,
      folder: plainFolder(out),
      write: false,
    });
    const there = kinds.length === 0 ? all.filter(({ result }) => result !== 'missing') : all;
    const wrong = there.filter(({ result }) => result !== 'unchanged');
    const skipped = asked.filter((kind) => !known.includes(kind));
    if (context.json) sayJson({ outcomes: there, notCompared: skipped });
    else {
      for (const line of wrong.flatMap(describe)) say(line);
      if (skipped.length > 0) say(`Not compared, because no swarm was run here: ${skipped.join(', ')}.`);
      if (wrong.length === 0) say(`${there.length} generated documents are up to date.`);
      else say('Bring them up to date with `s2 docs generate --write`.');
    }
    return wrong.length === 0 ? exitCodes.ok : exitCodes.problem;
  });
}

async function prompts(
  context: CommandContext,
  session: string | undefined,
  options: GenerateOptions,
): Promise<number> {
  return onGeneration(context, async ({ root, generation }) => {
    const { sessions } = generation.plan;
    if (session !== undefined && !sessions.some(({ id }) => id === session)) {
      const message = `There is no session ${session}; choose of ${sessions.map(({ id }) => id).join(', ')}.`;
      return sayProblem({ code: 'unknown', message }, context);
    }
    const name = session === undefined ? undefined : `SESSION-PROMPT-${session.toUpperCase()}.md`;
    const documents = generateDocuments(generation, ['prompt']).filter(
      (one) => name === undefined || one.name === name,
    );
    if (!options.write) return print(context, documents);
    const outcomes = await writeGenerated(documents, { root, folder: plainFolder(options.out), write: true });
    if (context.json) sayJson({ written: true, outcomes });
    else for (const line of outcomes.flatMap(describe)) say(line);
    return outcomes.every(({ result }) => result !== 'refused') ? exitCodes.ok : exitCodes.problem;
  });
}

async function onGeneration(
  context: CommandContext,
  work: (found: FoundGeneration) => Promise<number>,
): Promise<number> {
  const found = await readGeneration(context.folder);
  return found.ok ? work(found.value) : sayProblem(found.error, context);
}

function print(context: CommandContext, documents: readonly GeneratedDocument[]): number {
  const shown = documents.map(({ name, kind, body }) => ({ file: name, kind, text: wholeDocument(kind, body) }));
  if (context.json) sayJson({ documents: shown });
  else
    say(
      shown
        .map(({ text }) => text)
        .join('\n')
        .trimEnd(),
    );
  return exitCodes.ok;
}

function describe(outcome: WriteOutcome): readonly string[] {
  const { file } = outcome;
  switch (outcome.result) {
    case 'written':
      return [`${file}: written`];
    case 'unchanged':
      return [];
    case 'missing':
      return [`${file}: would be written`];
    case 'differs':
      return [`${file}: is not up to date`];
    case 'refused':
      return [`${file}:${outcome.line + 1}: ${outcome.message}`];
  }
}

/** `./status/` and `status` are the same. */
function plainFolder(out: string): string {
  const parts = out.split('/').filter((part) => part !== '' && part !== '.');
  return out.startsWith('/') ? out : parts.join('/') || '.';
}
