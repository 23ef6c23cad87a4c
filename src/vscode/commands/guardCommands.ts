import { l10n, window } from 'vscode';
import type { Result } from '../../base/result.ts';
import type { LeaderProblem, SwarmLeader } from '../../protocol/swarmLeader.ts';
import { commandIds } from '../ids.ts';
import { needsOf } from '../swarm/needActions.ts';
import type { SwarmControl } from '../swarm/swarmControl.ts';
import type { SwarmStore } from '../swarm/swarmStore.ts';
import { answerOf, sessionOf } from './commandArgument.ts';
import { pickNeed, pickSession } from './picks.ts';
import type { CommandHandler } from './registerCommands.ts';

export interface GuardCommandDependencies {
  readonly store: SwarmStore;
  readonly control: SwarmControl;
}

/** Commands by which a person lets tasks begin, answers questions and talks to sessions; without an argument each asks which. */
export function guardCommands(given: GuardCommandDependencies): Readonly<Record<string, CommandHandler>> {
  return {
    [commandIds.approveTask]: (argument) =>
      withNeed(given, 'approval', argument, (leader, id) => leader.approve(id, '')),
    [commandIds.rejectTask]: (argument) =>
      withNeed(given, 'approval', argument, (leader, id) =>
        withText(l10n.t('Why should this task not begin?'), (reason) => leader.reject(id, reason)),
      ),
    [commandIds.answerQuestion]: (argument) =>
      withNeed(given, 'question', argument, (leader, id) => {
        const asked = needsOf(leader.snapshot(), 'question').find(({ answer }) => answer?.id === id);
        return withText(asked?.reason ?? l10n.t('What is the answer?'), (text) => leader.answer(id, text));
      }),
    [commandIds.messageSession]: (argument) => messageSession(given, sessionOf(argument)),
  };
}

const nothing: Result<void, LeaderProblem> = { ok: true, value: undefined };

type Act = (leader: SwarmLeader, id: string) => Promise<Result<void, LeaderProblem>>;

async function withNeed(
  { store, control }: GuardCommandDependencies,
  kind: 'approval' | 'question',
  argument: unknown,
  act: Act,
): Promise<void> {
  await control.withLeader(async (leader) => {
    const needs = needsOf(store.snapshot ?? leader.snapshot(), kind);
    const id = answerOf(argument) ?? (await pickNeed(needs, kind));
    return id === undefined ? nothing : act(leader, id);
  });
}

async function messageSession(given: GuardCommandDependencies, asked: string | undefined): Promise<void> {
  await given.control.withLeader(async (leader) => {
    const { sessions } = given.store.snapshot ?? leader.snapshot();
    const session = asked ?? (await pickSession(sessions, l10n.t('Which session do you want to tell something?')));
    if (session === undefined) return nothing;
    return withText(l10n.t('What should {0} know?', session), (text) => leader.message(session, text));
  });
}

/** Asks for a sentence and does something with it; nothing when the person gives up. */
async function withText(
  prompt: string,
  act: (text: string) => Promise<Result<void, LeaderProblem>>,
): Promise<Result<void, LeaderProblem>> {
  const text = await window.showInputBox({ prompt, ignoreFocusOut: true, validateInput: problemOf });
  return text === undefined ? nothing : act(text);
}

function problemOf(text: string): string | undefined {
  if (text.trim() === '') return l10n.t('Write at least a word, or press Escape.');
  return text.length > 2_000 ? l10n.t('At most 2000 characters.') : undefined;
}
