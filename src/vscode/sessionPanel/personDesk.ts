import { commands, l10n, window } from 'vscode';
import type { NeedAction } from '../../protocol/sessionPanel.ts';
import type { SwarmLeader } from '../../protocol/swarmLeader.ts';
import type { SwarmSnapshot } from '../../protocol/swarmSnapshot.ts';
import { plainMessage } from '../plainMessage.ts';
import { commandOf } from '../swarm/needActions.ts';
import type { SwarmControl } from '../swarm/swarmControl.ts';
import type { SwarmStore } from '../swarm/swarmStore.ts';
import { keyOf, needsOfSession } from './panelSnapshot.ts';

/** What a person's words and answers are carried with. */
export interface PersonDeskParts {
  readonly store: Pick<SwarmStore, 'snapshot'>;
  readonly control: Pick<SwarmControl, 'withLeader'>;
  readonly session: string;
}

/** Something that a page asks to be done about what waits. */
export interface NeedAnswer {
  readonly key: string;
  readonly action: NeedAction;
  readonly text?: string | undefined;
}

/** Does what a person decided in the panel, if it is still theirs to decide; whether it was. */
export async function answerNeed(asked: NeedAnswer, { store, control, session }: PersonDeskParts): Promise<boolean> {
  const need = needsOfSession(store.snapshot ?? noNeeds, session).find((each) => keyOf(each) === asked.key);
  if (!need) return false;
  const id = need.answer?.id ?? need.subject;
  const { action, text = '' } = asked;
  if (action === 'approve') await control.withLeader((leader) => leader.approve(id, text));
  else if (action === 'reject' && text !== '') await control.withLeader((leader) => leader.reject(id, text));
  else if (action === 'answer' && text !== '') await control.withLeader((leader) => leader.answer(id, text));
  else {
    await commands.executeCommand(...commandOf(action, need));
  }
  return true;
}

const noNeeds: Pick<SwarmSnapshot, 'needsYou' | 'tasks' | 'blockers'> = { needsYou: [], tasks: [], blockers: [] };

/** Says something to the session; whether it was taken. */
export async function tellSession(text: string, { control, session }: PersonDeskParts): Promise<boolean> {
  let taken = false;
  await control.withLeader(async (leader: SwarmLeader) => {
    const answer = await leader.message(session, text);
    taken = answer.ok;
    return answer;
  });
  return taken;
}

/** Takes a task back from the session, once the person has heard what becomes of its work. */
export async function releaseTask(task: string, { store, control, session }: PersonDeskParts): Promise<void> {
  const held = store.snapshot?.tasks.find(({ id, status }) => id === task && status === 'claimed');
  if (held?.session !== session) return;
  const stop = l10n.t('Stop Task');
  const detail = l10n.t(
    'Its agent ends within seconds. Nothing is lost: what it has not handed in is kept as refs/s2/rescue/{0}/{1}. The task is ready again at once; pause the swarm first if nobody should take it.',
    task,
    held.epoch,
  );
  const question = plainMessage(l10n.t('Take {0} back from {1}?', task, session));
  const chosen = await window.showWarningMessage(question, { modal: true, detail: plainMessage(detail) }, stop);
  if (chosen === stop) await control.withLeader((leader) => leader.release(task));
}
