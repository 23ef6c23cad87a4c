import type { SessionId, TaskId } from '../task/ids.ts';
import { commandsOf, fits } from './commandNames.ts';
import type { GuardPolicy } from './guardPolicy.ts';
import type { PermitId } from './ids.ts';

/** What a session is about to do that a person may have to let through: run a command line, or reach a host. */
export type Wanted =
  | { readonly kind: 'command'; readonly line: string }
  | {
      readonly kind: 'host';
      readonly host: string;
      /** Whoever asks reaches nothing by itself, as a sandbox does: without a list of hosts it is refused. */
      readonly confined?: true | undefined;
    };

/** What is let through or not, once for the whole swarm: a program by its name, a line that only as a whole says what it does, or a host. */
export type PermitSubject = { readonly kind: 'command' | 'line' | 'host'; readonly name: string };

/** It is withdrawn when the attempt that asked for it has ended before anybody answered: the next that wants it asks anew. */
export type PermitStage =
  | { readonly state: 'asked' | 'withdrawn' }
  | { readonly state: 'approved' | 'rejected'; readonly by: string; readonly at: number; readonly reason: string };

/** One request for a person's word on what is new. The last word counts. Changed only by folding events. */
export interface Permit {
  readonly id: PermitId;
  readonly task: TaskId;
  readonly session: SessionId;
  /** The claim that it was asked under. */
  readonly epoch: number;
  readonly wanted: Wanted;
  readonly subjects: readonly PermitSubject[];
  stage: PermitStage;
}

/** Requests of one session that nobody has answered: none can fill a person's inbox. */
export const openPermitsPerSession = 10;

export function keyOfSubject({ kind, name }: PermitSubject): string {
  return `${kind}/${name}`;
}

/** What of it the policy does not let through by itself; nothing where the policy says nothing of such things. */
export function ungrantedBy(policy: GuardPolicy, wanted: Wanted): readonly PermitSubject[] {
  if (wanted.kind === 'host') {
    const name = wanted.host.toLowerCase().replace(/\.(?=:|$)/, '');
    const plain = name.replace(/:\d+$/, '');
    const patterns = policy.hosts?.map((pattern) => pattern.toLowerCase());
    if (!patterns || patterns.some((pattern) => fits(pattern, name) || fits(pattern, plain))) return [];
    return [{ kind: 'host', name }];
  }
  const { commands: patterns } = policy;
  if (!patterns) return [];
  const commands = commandsOf(wanted.line);
  if (!commands) return patterns.includes(wanted.line) ? [] : [{ kind: 'line', name: wanted.line }];
  const unknown = commands.filter(
    ({ name, words }) => !patterns.some((pattern) => fits(pattern, /\s/.test(pattern) ? words : name)),
  );
  return [...new Set(unknown.map(({ name }) => name))].map((name) => ({ kind: 'command', name }));
}

/** What is asked for, as half a sentence, on one line. */
export function describeWanted(wanted: Wanted): string {
  return wanted.kind === 'host' ? `reach the host ${visible(wanted.host)}` : `run \`${visible(wanted.line)}\``;
}

/** A person is to see what would be run: signs that cannot be seen, that turn the direction of writing or begin a line of their own are spelt out. */
function visible(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (sign) =>
    sign === '\n' ? '\\n' : `\\u{${(sign.codePointAt(0) ?? 0).toString(16)}}`,
  );
}

export function describeSubjects(subjects: readonly PermitSubject[]): string {
  return subjects
    .map(({ kind, name }) =>
      kind === 'line' ? 'this line as a whole' : kind === 'host' ? `the host ${visible(name)}` : `\`${visible(name)}\``,
    )
    .join(', ');
}
