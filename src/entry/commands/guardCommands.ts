import { InvalidArgumentError, type Command } from 'commander';
import { ok } from '../../base/result.ts';
import { readSwarm } from '../readSwarm.ts';
import { exitCodes, say, sayJson, sayProblem, type CommandContext } from './command.ts';
import { resultCommands } from './resultCommands.ts';
import { askAs, decide, steer } from './steerCommands.ts';
import type { CommandMaker } from './verbCommands.ts';

interface SessionOption {
  readonly session?: string;
}

interface ProposeOptions extends SessionOption {
  readonly hazard?: readonly string[];
  readonly conflict?: number;
}

interface VoteOptions {
  readonly session: string;
  readonly rationale: string;
  readonly alternative: string;
}

interface InboxOptions extends SessionOption {
  readonly wait?: true;
  readonly ack?: number;
}

interface AskOptions {
  readonly session: string;
  readonly to?: string;
  readonly wait?: true;
}

/** The commands of approvals, votes and dialogue. Without `--session` it is a person who speaks. */
export function guardCommands(maker: CommandMaker): readonly Command[] {
  return [
    inboxCommand(maker),
    ...approvalCommands(maker),
    ...decisionCommands(maker),
    ...resultCommands(maker),
    ...dialogueCommands(maker),
  ];
}

function inboxCommand({ command, run }: CommandMaker): Command {
  return command('inbox', 'list what waits for you, or for a session')
    .option('--session <id>', 'the inbox of this session; without, yours')
    .option('--wait', 'answer when there is something in it (with --session)')
    .option('--ack <sequence>', 'the session has read everything up to here', toSequence)
    .action((options: InboxOptions) =>
      run(options, async (context) => {
        const { session, ack, wait } = options;
        if (session === undefined) return showInbox(context);
        if (ack !== undefined) return askAs(context, session, { verb: 'acknowledge', session, upTo: ack });
        return askAs(context, session, { verb: 'inbox', session, wait: wait ?? false });
      }),
    );
}

async function showInbox(context: CommandContext): Promise<number> {
  const swarm = await readSwarm(context.folder);
  if (!swarm.ok) return sayProblem(swarm.error, context);
  const { needsYou } = swarm.value;
  if (context.json) sayJson({ needsYou });
  else if (needsYou.length === 0) say('Nothing waits for you.');
  else for (const need of needsYou) say(`${need.answer?.id ?? need.subject}: ${need.reason} ${need.action}`);
  return exitCodes.ok;
}

function approvalCommands({ command, run }: CommandMaker): readonly Command[] {
  return [
    command('approve', 'let a task begin that needs your approval')
      .argument('<id>', 'of the approval, or of its task')
      .option('--reason <text>', 'why', '')
      .action((id: string, options: { readonly reason: string }) =>
        run(options, (context) =>
          decide(context, (person) => person.approve(id, options.reason), `${id} is approved.`),
        ),
      ),
    command('reject', 'keep a task from beginning, until somebody reopens it')
      .argument('<id>', 'of the approval, or of its task')
      .requiredOption('--reason <text>', 'why')
      .action((id: string, options: { readonly reason: string }) =>
        run(options, (context) =>
          decide(context, (person) => person.reject(id, options.reason), `${id} is rejected. ${afterRejecting(id)}`),
        ),
      ),
  ];
}

/** What takes a rejection back; a command or host that was refused is no task that could be reopened. */
function afterRejecting(id: string): string {
  if (/^Q\d+$/.test(id)) return 'Whoever asked is told.';
  return /^P\d+$/.test(id) ? `\`s2 approve ${id}\` takes that back.` : '`s2 reopen` asks for an approval again.';
}

function decisionCommands({ command, run }: CommandMaker): readonly Command[] {
  return [
    command('propose', 'put something to the vote of the sessions')
      .argument('<title>')
      .option('--session <id>', 'the session that proposes it; without, you do')
      .option('--hazard <name...>', 'a hazard that asks for the supermajority, e.g. legal or safety')
      .option('--conflict <share>', 'share of results that contradict each other, 0 to 1', toShare)
      .action((title: string, options: ProposeOptions) =>
        run(options, (context) => {
          const proposal = { title, hazards: options.hazard ?? [], conflict: options.conflict ?? 0 };
          const { session } = options;
          if (session !== undefined) return askAs(context, session, { verb: 'propose', session, ...proposal });
          return steer(
            context,
            async (leader) => {
              const proposed = await leader.propose(proposal);
              return proposed.ok ? ok({ decision: proposed.value }) : proposed;
            },
            ({ decision }) => `${decision} is open: the sessions vote on it with \`s2 vote ${decision} yes|no\`.`,
          );
        }),
      ),
    command('vote', "cast a session's vote")
      .argument('<decision>')
      .argument('<choice>', 'yes or no', toChoice)
      .requiredOption('--session <id>', 'the session that votes')
      .option('--rationale <text>', 'why; needed with no', '')
      .option('--alternative <text>', 'what to do instead; needed with no when there are hazards', '')
      .action((decision: string, choice: 'yes' | 'no', options: VoteOptions) => {
        const { session, rationale, alternative } = options;
        return run(options, (context) =>
          askAs(context, session, { verb: 'vote', session, decision, choice, rationale, alternative }),
        );
      }),
    command('memo', 'show what is kept of a closed decision')
      .argument('<decision>')
      .action((decision: string, options: object) =>
        run(options, (context) =>
          steer(
            context,
            (leader) => leader.memo(decision),
            (memo) =>
              [
                `${memo.decision} is ${memo.outcome}: ${memo.title}`,
                `${memo.votes} votes, ${Math.round(memo.approvalRate * 100)} % yes, dissent ${memo.dissentStrength.toFixed(2)}, trace ${memo.traceToken}`,
                ...memo.dissents.map(
                  ({ session, rationale, alternative }) =>
                    `  ${session}: ${rationale}${alternative === '' ? '' : ` Instead: ${alternative}`}`,
                ),
              ].join('\n'),
          ),
        ),
      ),
  ];
}

function dialogueCommands({ command, run }: CommandMaker): readonly Command[] {
  return [
    command('ask', 'put a question of a session to a person, or to another session')
      .argument('<text>')
      .requiredOption('--session <id>', 'the session that asks')
      .option('--to <session>', 'the session that is asked; without, a person')
      .option('--wait', 'wait for the answer')
      .action((text: string, options: AskOptions) => {
        const { session, to, wait } = options;
        return run(options, (context) =>
          askAs(context, session, { verb: 'ask', session, to: to ?? null, text, wait: wait ?? false }),
        );
      }),
    command('answer', 'answer a question')
      .argument('<question>')
      .argument('<text>')
      .option('--session <id>', 'the session that was asked; without, you answer')
      .action((question: string, text: string, options: SessionOption) =>
        run(options, (context) => {
          const { session } = options;
          if (session !== undefined) return askAs(context, session, { verb: 'answer', session, question, text });
          return decide(context, (person) => person.answer(question, text), `${question} is answered.`);
        }),
      ),
    command('message', 'tell a session something')
      .argument('<to>', 'the session')
      .argument('<text>')
      .option('--session <id>', 'the session that says it; without, you do')
      .action((to: string, text: string, options: SessionOption) =>
        run(options, (context) => {
          const { session } = options;
          if (session !== undefined) return askAs(context, session, { verb: 'message', session, to, text });
          return decide(context, (person) => person.message(to, text), `${to} reads it at its next step.`);
        }),
      ),
  ];
}

function toChoice(text: string): 'yes' | 'no' {
  if (text === 'yes' || text === 'no') return text;
  throw new InvalidArgumentError('Say yes or no.');
}

function toShare(text: string): number {
  const share = Number(text);
  if (text.trim() !== '' && share >= 0 && share <= 1) return share;
  throw new InvalidArgumentError('A share is a number from 0 to 1.');
}

function toSequence(text: string): number {
  const sequence = Number(text);
  if (Number.isSafeInteger(sequence) && sequence > 0) return sequence;
  throw new InvalidArgumentError('A sequence is a whole number above 0.');
}
