import type { Result } from '../../base/result.ts';
import { err, ok } from '../../base/result.ts';
import { witnessAnswerSchema, type WitnessAnswer, type WitnessQuestion } from '../../protocol/witnessMessages.ts';
import type { LeaderProblem } from '../../protocol/swarmLeader.ts';
import type { WitnessAsking } from '../../protocol/witnessView.ts';
import { forkEntry } from './forkEntry.ts';
import { lastComplaint } from './lastComplaint.ts';

export type AnsweredWitness = Exclude<WitnessAnswer, { type: 'progress' | 'problem' }>;

const maxWords = 4_096;

/**
 * Asks a witness process of its own, which reads and checks the whole ledger: whoever asks goes on meanwhile. Aborting ends that process; the answer is
 * then the problem `cancelled`.
 */
export function askWitness(
  question: WitnessQuestion,
  { signal, onProgress }: WitnessAsking,
): Promise<Result<AnsweredWitness, LeaderProblem>> {
  if (signal.aborted) return Promise.resolve(cancelled);
  const child = forkEntry('witness');
  let words = '';
  let answer: Result<AnsweredWitness, LeaderProblem> | undefined;
  const end = (): void => void child.kill('SIGKILL');
  signal.addEventListener('abort', end);
  child.stderr?.on('data', (chunk: Buffer) => (words = (words + chunk.toString('utf8')).slice(-maxWords)));
  child.on('message', (raw) => {
    const message = witnessAnswerSchema.safeParse(raw);
    if (!message.success) answer ??= failed('it gave an answer that makes no sense');
    else if (message.data.type === 'progress') onProgress?.(message.data.message);
    else if (message.data.type === 'problem')
      answer ??= err({ code: message.data.code, message: message.data.message });
    else answer ??= ok(message.data);
  });
  child.send(question, () => undefined);
  return new Promise((resolve) => {
    const finish = (why: string): void => {
      signal.removeEventListener('abort', end);
      resolve(signal.aborted ? cancelled : (answer ?? failed(lastComplaint(words) || why)));
    };
    child.once('error', (error) => finish(error.message));
    child.once('close', (code, by) => finish(by === null ? `exit code ${code}` : `ended by ${by}`));
  });
}

const cancelled = err({ code: 'cancelled', message: 'It was cancelled.' });

function failed(why: string): Result<never, LeaderProblem> {
  return err({
    code: 'failed',
    message: `The ledger could not be looked at: ${why}. Try again, or use \`s2 witness verify\`.`,
  });
}
