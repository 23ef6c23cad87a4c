import type { SwarmState } from '../../../src/domain/task/swarmState.ts';
import type { RequestOf } from '../../../src/protocol/verbs.ts';
import type { Random } from '../../support/random.ts';

type HelpVerb = RequestOf<'requestHelp' | 'offerHelp' | 'acceptHelp'>;

interface Asking {
  readonly state: SwarmState;
  readonly random: Random;
  /** In whose name; undefined for a person. */
  readonly session: string | undefined;
}

/** Something about help, sensible or not: offers to anybody, oneself included, acceptance of one's own and of others', calls on what others hold. */
export function aboutHelp({ state, random, session }: Asking): HelpVerb | undefined {
  const blockers = [...state.blockers.values()];
  const sessions = [...state.sessions.keys()];
  const tasks = [...state.tasks.values()];
  if (sessions.length === 0 || tasks.length === 0) return undefined;
  const task = random.pick(tasks);
  const named = session === undefined ? {} : { session };
  const call: HelpVerb = {
    verb: 'requestHelp',
    subject: blockers.length > 0 && random.chance(0.6) ? random.pick(blockers).id : task.spec.id,
    ...named,
    ...(session === undefined ? {} : { epoch: Math.max(1, task.epoch) }),
    reason: 'write the other half',
    needs: [],
  };
  const open = blockers.filter(({ cleared }) => !cleared);
  if (open.length === 0 || random.chance(0.2)) return random.chance(0.5) ? call : undefined;
  const blocker = random.pick(random.chance(0.9) ? open : blockers);
  const offered = [...blocker.offers.keys()];
  const helper = offered.length > 0 && random.chance(0.9) ? random.pick(offered) : random.pick(sessions);
  if (session === undefined || random.chance(offered.length > 0 ? 0.5 : 0.1)) {
    return { verb: 'acceptHelp', blocker: blocker.id, helper, ...named };
  }
  return { verb: 'offerHelp', session, blocker: blocker.id, note: random.chance(0.8) ? 'the other half' : '' };
}

/** What somebody says that it waits for: more often than not something that waits in its turn, or is no reason at all. */
export function aTarget({ state, random }: Pick<Asking, 'state' | 'random'>): { readonly on?: string } {
  if (random.chance(0.3)) return {};
  if (random.chance(0.4)) return { on: random.pick([...state.sessions.keys()]) };
  const waiting = [...state.openBlockers].flatMap((id) => state.blockers.get(id)?.task ?? []);
  const tasks = waiting.length > 0 && random.chance(0.5) ? waiting : [...state.tasks.keys()];
  return { on: random.pick(tasks) };
}
