import { openHelp } from './helpDuty.ts';
import { needsOfHelp, workOfHelp } from './helpTask.ts';
import { mayHelp } from './mayHelp.ts';
import type { Refusal } from './refusal.ts';
import { explainMeans } from './whyMeans.ts';
import type { BlockerState, SwarmState, WaitCycle } from './swarmState.ts';
import { cycleOf, describeCycle } from './waitGraph.ts';
import { explainConflict } from './whyConflict.ts';

/** A sentence or two on why something stands still, and what would change it. */
export interface Explained {
  readonly reason: string;
  readonly action: string;
}

/** Explains a blocker: who reported it and why, what it waits for, the circle it is part of, and the nearest way out. */
export function explainBlocker(state: SwarmState, blocker: BlockerState): Explained {
  if (blocker.conflict) return explainConflict(state, blocker);
  const { session, task, on } = blocker;
  const said = `${session} reported a blocker on ${task}: ${blocker.reason.replace(/\.$/, '')}.`;
  const cycle = cycleOf(state, blocker.id);
  const waits = cycle ? `${describeCycle(cycle)}: a circle.` : on ? `It waits for ${on.id}.` : '';
  return { reason: `${said} ${waits}`.trimEnd(), action: wayOut(state, blocker) };
}

function wayOut(state: SwarmState, blocker: BlockerState): string {
  const { id, offers } = blocker;
  const helping = openHelp(state, blocker).map(([helper]) => helper);
  if (helping.length > 0) return `${helping.join(', ')} is helping.`;
  const [offer] = offers.keys();
  if (offer !== undefined) {
    return `${[...offers.keys()].join(', ')} offers to help; \`s2 accept-help ${id} ${offer}\` accepts.`;
  }
  const cycle = cycleOf(state, id);
  if (cycle) return breakCycle(state, cycle);
  if (blocker.on?.kind === 'task') return `It goes on when ${blocker.on.id} is completed, or blocker ${id} is cleared.`;
  return `Clear blocker ${id} when the cause is gone.`;
}

/** Why nobody helps with a blocker, for the person who is asked instead; undefined when somebody does or there is no need to. Circles are told as wholes. */
export function whyUnhelped(state: SwarmState, blocker: BlockerState): Explained | undefined {
  // A session solves it, or the task has failed and is told itself.
  if (blocker.conflict) return undefined;
  if (openHelp(state, blocker).length > 0 || isUnderWay(state, blocker) || cycleOf(state, blocker.id)) return undefined;
  const { session, task, holds, offers } = blocker;
  const said = `${session} ${holds ? 'is blocked on' : 'asks for help with'} ${task}: ${blocker.reason}`;
  const sentence = `${said.replace(/\.$/, '')}.`;
  const [offer] = offers.keys();
  if (offer !== undefined) {
    const accept = `Accept it: s2 accept-help ${blocker.id} ${offer}.`;
    return { reason: `${sentence} ${[...offers.keys()].join(', ')} offers to help.`, action: accept };
  }
  const poor = whoLacksMeans(state, blocker);
  if (poor) return { reason: `${sentence} ${poor.reason}`, action: poor.action };
  return { reason: `${sentence} ${nobody(state, blocker)}`.trimEnd(), action: nextStep(blocker) };
}

/** Explains a circle to the person who may break it. */
export function explainCycle(state: SwarmState, cycle: WaitCycle): Explained {
  return { reason: `${describeCycle(cycle)}: a circle.`, action: breakCycle(state, cycle) };
}

function breakCycle({ policy }: SwarmState, { blockers }: WaitCycle): string {
  const minutes = policy.preemption?.ageMinutes;
  const clear = `Clear one of ${blockers.join(', ')}`;
  return minutes === undefined ? `${clear}.` : `${clear}; after ${minutes} min ${blockers[0]} is cleared by itself.`;
}

/** What it waits for is a task that can still come to its end by itself. */
function isUnderWay(state: SwarmState, { on }: BlockerState): boolean {
  const stage = on?.kind === 'task' ? state.tasks.get(on.id)?.progress.stage : undefined;
  return stage === 'open' || stage === 'claimed' || stage === 'submitted';
}

function nextStep({ id, holds }: BlockerState): string {
  return holds
    ? 'Remove the cause, then clear the blocker.'
    : `Help it yourself, give a session what it lacks in swarm.yaml, or clear ${id}.`;
}

/** Who could help but for a breaker or a budget. */
function whoLacksMeans(state: SwarmState, blocker: BlockerState): Explained | undefined {
  if (blocker.helpers.size > 0) return undefined;
  let poor: Parameters<typeof explainMeans>[1] | undefined;
  for (const session of state.sessions.values()) {
    const fitness = mayHelp(state, session, blocker);
    if (fitness.fit) return undefined;
    const { refusal } = fitness;
    if (refusal.code === 'no-budget' || refusal.code === 'breaker-open') poor ??= refusal;
  }
  if (!poor) return undefined;
  const { reason, action } = explainMeans(state, poor);
  return { reason: `${poor.session} could help, but not now. ${reason}`, action };
}

/** Who comes nearest and what it lacks, or what else keeps everybody away. */
function nobody(state: SwarmState, blocker: BlockerState): string {
  const tried = blocker.helpers.size;
  if (tried > 0) return `${[...blocker.helpers.keys()].join(', ')} could not clear it.`;
  if (!workOfHelp(state, blocker)) return '';
  let nearest: Extract<Refusal, { code: 'not-capable' }> | undefined;
  for (const session of state.sessions.values()) {
    const fitness = mayHelp(state, session, blocker);
    if (fitness.fit) return '';
    const { refusal } = fitness;
    if (refusal.code === 'not-capable' && refusal.match >= (nearest?.match ?? 0)) nearest = refusal;
  }
  if (!nearest) return '';
  const needs = needsOfHelp(state, blocker).join(', ');
  return `No session is fit to help (${needs}): ${nearest.session} comes nearest with ${nearest.match.toFixed(2)} and lacks ${nearest.missing.join(', ')}.`;
}
