import { InvalidArgumentError, type Command } from 'commander';
import type { ResultRelation } from '../../domain/guard/result.ts';
import { askAs } from './steerCommands.ts';
import type { CommandMaker } from './verbCommands.ts';

const relations: readonly ResultRelation[] = ['supports', 'contradicts', 'depends_on', 'scoped_as'];

interface LinkOptions {
  readonly session: string;
  readonly severity: number;
  readonly reason: string;
}

/** The commands by which sessions say what came out of their work, and how results stand to each other. */
export function resultCommands({ command, run }: CommandMaker): readonly Command[] {
  return [
    command('result', "claim a result of a session's work")
      .argument('<text>')
      .requiredOption('--session <id>', 'the session whose result it is')
      .option('--task <id>', 'the task that it came out of')
      .action((text: string, options: { readonly session: string; readonly task?: string }) => {
        const { session, task } = options;
        return run(options, (context) =>
          askAs(context, session, { verb: 'claimResult', session, task: task ?? null, text }),
        );
      }),
    command('link', 'say how two results, or tasks that are done, stand to each other')
      .argument('<from>')
      .argument('<relation>', relations.join(', '), toRelation)
      .argument('<to>')
      .requiredOption('--session <id>', 'the session that says so')
      .option(
        '--severity <share>',
        'how much depends on it, 0 to 1; a severe contradiction is put to you',
        toSeverity,
        0,
      )
      .option('--reason <text>', 'why', '')
      .action((from: string, relation: ResultRelation, to: string, options: LinkOptions) => {
        const { session, severity, reason } = options;
        return run(options, (context) =>
          askAs(context, session, { verb: 'linkResult', session, from, to, relation, severity, reason }),
        );
      }),
  ];
}

function toRelation(text: string): ResultRelation {
  const found = relations.find((relation) => relation === text);
  if (!found) throw new InvalidArgumentError(`Say one of ${relations.join(', ')}.`);
  return found;
}

function toSeverity(text: string): number {
  const severity = Number(text);
  if (text.trim() === '' || !(severity >= 0 && severity <= 1))
    throw new InvalidArgumentError('Say a number from 0 to 1.');
  return severity;
}
