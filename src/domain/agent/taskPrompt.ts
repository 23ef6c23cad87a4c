/** What an outside agent is told about its task. */
export interface PromptedTask {
  readonly task: string;
  readonly title: string;
  readonly brief: string;
  readonly attempt: number;
  readonly files: readonly string[];
  readonly verify: readonly string[];
  readonly blocking: readonly { readonly session: string; readonly task: string; readonly reason: string }[];
}

/** How an agent that has nothing but words says that somebody has to help. */
const blockedLine = /^\s*BLOCKED:\s*(\S.*)$/;

/** The prompt for one task in a worktree of its own; `resumed` when the agent has spoken about it before, `note` is what another agent has left. */
export function taskPrompt(task: PromptedTask, session: string, resumed: boolean, note = ''): string {
  const lines = [
    ...(resumed
      ? [
          'You have worked on this task before. Your worktree has begun anew: look at what is there before you go on.',
          '',
        ]
      : []),
    `You are the agent of ${session}. This is task ${task.task}: ${task.title}`,
    ...(task.attempt > 1 ? [`It is attempt ${task.attempt}; the ones before it were not accepted.`] : []),
    '',
    task.brief,
    '',
    ...(note === '' ? [] : [note, '']),
    ...list('These files have to be there when you are done:', task.files),
    ...list('These commands have to succeed in a clean checkout of your work:', task.verify),
    ...list(
      'Others wait for you:',
      task.blocking.map((waiting) => `${waiting.session} with ${waiting.task}: ${waiting.reason}`),
    ),
    'Rules:',
    '- Work in the current folder only; it is a git worktree of your own.',
    '- Do not commit, push, or switch branches: your changes are committed and verified for you when you end your turn.',
    '- Do the task whole, then end your turn. Nothing counts that is not in the files.',
    '- If you cannot go on without somebody else, end your turn with one last line `BLOCKED: ` and the reason.',
  ];
  return `${lines.join('\n')}\n`;
}

/** Why an agent says that it cannot go on: the last line of what it said, if that is a `BLOCKED:` line; at most 1,000 characters. */
export function blockedReason(said: string): string | undefined {
  const last = said.slice(-8_192).trimEnd().split(/\r?\n/).at(-1) ?? '';
  return blockedLine
    .exec(last.replace(/\p{Cc}/gu, ' '))?.[1]
    ?.trim()
    .slice(0, 1_000)
    .toWellFormed();
}

function list(title: string, items: readonly string[]): readonly string[] {
  return items.length === 0 ? [] : [title, ...items.map((item) => `- ${item}`), ''];
}
