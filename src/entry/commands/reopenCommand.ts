import { join } from 'node:path';
import { ok } from '../../base/result.ts';
import { builtOn } from '../../protocol/builtOn.ts';
import { asPerson, type Hearing } from '../asPerson.ts';
import { findLedger } from '../readSwarm.ts';
import { exitCodes, say, sayJson, sayProblem, type CommandContext } from './command.ts';

export interface ReopenOptions {
  readonly withDependents?: true;
}

/**
 * `s2 reopen`: gives a failed task new attempts, or has a completed one done again. In a swarm that nobody runs, which is where a person
 * mostly finds that something merged is wrong, it is recorded for the next run.
 */
export async function reopen(context: CommandContext, task: string, options: ReopenOptions): Promise<number> {
  const file = await findLedger(context.folder);
  if (!file.ok) return sayProblem(file.error, context);
  const stateFolder = join(file.value, '..');
  const withDependents = options.withDependents ?? false;
  const reopened = await asPerson<Hearing>(stateFolder, async (person, hearing) => {
    const answer = await person.reopen(task, withDependents);
    return answer.ok ? ok(hearing) : answer;
  });
  if (!reopened.ok) return sayProblem(reopened.error, context);
  const built = builtOn(reopened.value.before.tasks, task);
  const { underWay } = built;
  const again = withDependents ? [...built.outdated, ...built.further] : [];
  const { outdated, further } = withDependents ? { outdated: [], further: [] } : built;
  if (context.json) sayJson({ ok: true, reopened: [task, ...again], fenced: underWay, outdated });
  else for (const line of describe(task, reopened.value, { underWay, again, outdated, further })) say(line);
  return exitCodes.ok;
}

interface Touched {
  readonly underWay: readonly string[];
  readonly again: readonly string[];
  readonly outdated: readonly string[];
  readonly further: readonly string[];
}

function describe(
  task: string,
  { before, runs }: Hearing,
  { underWay, again, outdated, further }: Touched,
): readonly string[] {
  const wasDone = before.tasks.find(({ id }) => id === task)?.status === 'completed';
  const [first] = outdated;
  return [
    wasDone
      ? `${task} is done again. What it merged stays in ${before.swarm.integrationBranch} until the new result is merged on top of it.`
      : `${task} gets new attempts.`,
    ...(again.length > 0 ? [`So are ${again.join(', ')}.`] : []),
    ...(underWay.length > 0 ? [`Taken back, with the work saved: ${underWay.join(', ')}.`] : []),
    ...(wasDone && first !== undefined
      ? [
          `Merged with its earlier version: ${outdated.join(', ')}. \`s2 reopen ${first} --with-dependents\` has it done again, with what was built on it.`,
        ]
      : []),
    ...(wasDone && further.length > 0 ? [`Built on that in turn, and not marked: ${further.join(', ')}.`] : []),
    ...(runs ? [] : ['Nobody runs the swarm now: `s2 run` goes on with it.']),
  ];
}
