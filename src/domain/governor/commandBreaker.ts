import { parseCommand } from '../agent/parseCommand.ts';
import { closedBreaker, type Breaker } from './breaker.ts';

/** How a command failed in a way that says more about the place than about the work: it could not be started at all, or did not end. */
export type CommandFault = 'not-started' | 'timed-out';
export const commandFaults: readonly CommandFault[] = ['not-started', 'timed-out'];

/** How long a command's breaker stays open before one task is let through to try it, ms. */
export const commandOpenMs = 300_000;

const words: Readonly<Record<CommandFault, string>> = {
  'not-started': 'could not be started',
  'timed-out': 'did not end in time',
};

/**
 * What a command is counted under: its program and up to two words after it that look like sub-commands (`npm run build` of `npm run build -- --watch`,
 * `node` of `node test/a.js`). Of a shell's list it is the first part that does not just change the folder or set a variable.
 */
export function commandName(command: string): string {
  const parsed = parseCommand(command);
  const [program = 'sh', ...rest] = parsed.kind === 'argv' ? parsed.argv : firstWords(command);
  const subcommands = rest.slice(0, 2);
  const end = subcommands.findIndex((word) => !/^[a-z][\w:-]{0,39}$/i.test(word));
  const plain = program.replace(/[^\w@%+=:,./-]/g, '?').slice(0, 100);
  return [plain === '' ? 'sh' : plain, ...(end < 0 ? subcommands : subcommands.slice(0, end))].join(' ');
}

function firstWords(command: string): readonly string[] {
  const parts = command.split(/&&|\|\||[|;&\r\n<>()]/).map((part) => part.trim().split(/\s+/));
  const calls = parts.map((part) =>
    part.slice(
      Math.max(
        0,
        part.findIndex((word) => !/^[A-Za-z_]\w*=/.test(word)),
      ),
    ),
  );
  return calls.find(([first = '']) => first !== '' && first !== 'cd' && !first.includes('=')) ?? ['sh'];
}

/**
 * After a task's command failed so. From `threshold` different tasks on (two at least: one alone may be at fault itself), all in the same manner, it opens; a
 * half-open one opens again when its trial fails so.
 */
export function afterCommandFault(
  breaker: Breaker,
  failed: { readonly task: string; readonly fault: CommandFault; readonly at: number; readonly threshold: number },
): Breaker {
  const { task, fault, at, threshold } = failed;
  const open = (tasks: readonly string[]): Breaker => ({
    state: 'open',
    since: at,
    until: at + commandOpenMs,
    reason: `it ${words[fault]} for ${tasks.join(', ')}`,
  });
  switch (breaker.state) {
    case 'open':
      return breaker;
    case 'half-open':
      return breaker.trial === task ? open([task]) : breaker;
    case 'closed': {
      const same = breaker.failures.filter((each) => each.startsWith(`${fault} `));
      const failures = [...same.filter((each) => each !== `${fault} ${task}`), `${fault} ${task}`];
      if (failures.length < Math.max(2, threshold)) return { state: 'closed', failures };
      return open(failures.map((each) => each.slice(fault.length + 1)));
    }
  }
}

/** After it is known to have run to its end in a task: an open breaker was opened since, and waits for its time. */
export function afterCommandWorked(breaker: Breaker, task: string): Breaker {
  switch (breaker.state) {
    case 'open':
      return breaker;
    case 'half-open':
      return breaker.trial === task ? closedBreaker : breaker;
    case 'closed':
      return closedBreaker;
  }
}

/** A counted failure of a command in words: `it could not be started for S1.P1.T2`. */
export function describeCommandFailure(failure: string): string {
  const fault = commandFaults.find((each) => failure.startsWith(`${each} `));
  return fault ? `it ${words[fault]} for ${failure.slice(fault.length + 1)}` : failure;
}
