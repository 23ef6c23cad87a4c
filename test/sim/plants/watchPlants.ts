import type { Plant } from './plant.ts';

const ladder = 'src/domain/task/stallLadder.ts';
const stall = 'src/domain/task/decideStall.ts';
const recovery = 'src/domain/task/decideRecovery.ts';

/** Bugs in the watchdog and in error recovery. */
export const watchPlants: readonly Plant[] = [
  {
    name: 'an agent that is nudged for ever',
    file: ladder,
    find: "if (mild && stall.canNudge && !since.has('nudged'))",
    replace: 'if (mild && stall.canNudge)',
  },
  {
    name: 'a task that is handed over for ever',
    file: ladder,
    find: "return handedOver < 0 ? 'handed-over' : 'parked';",
    replace: "return 'handed-over';",
  },
  {
    name: 'somebody who waits for a person and is late',
    file: stall,
    find: 'if (asksPerson(state, claim)) return accept();',
    replace: '',
  },
  {
    name: 'a helper who got nowhere and keeps its help',
    file: stall,
    find: 'return spec.helps === undefined ? [event]',
    replace: 'return spec.helps === undefined || epoch > 0 ? [event]',
  },
  {
    name: 'a hand-over that nobody decided',
    file: stall,
    find: "if (last?.rung !== 'handed-over' || last.epoch !== claim.epoch)",
    replace: 'if (task.epoch < 0)',
  },
  {
    name: 'a question that outlives its claim',
    file: 'src/domain/guard/decideDialogue.ts',
    find: 'question?.claim && !question.claim.lasts && !isHeld(state, question.session, question.claim);',
    replace: 'question?.claim && state.tasks.size < 0;',
  },
  {
    name: 'a question that is withdrawn from whoever waits',
    file: 'src/domain/guard/decideDialogue.ts',
    find: 'question?.claim && !question.claim.lasts && !isHeld(state, question.session, question.claim);',
    replace: 'question?.claim;',
  },
  {
    name: 'an error that draws one agent after the other',
    file: recovery,
    find: 'return search !== undefined && (recovery?.mended ||',
    replace: 'return search !== undefined && !recovery?.mended && (',
  },
  {
    name: 'a search that outlives its error',
    file: recovery,
    find: "if (isOn || (stage !== 'open' && stage !== 'failed')) return undefined;",
    replace: "if (isOn || stage !== 'cancelled') return undefined;",
  },
  {
    name: 'a hand-over to a model that is no better',
    file: 'src/domain/task/taskState.ts',
    find: 'return failures + Number(handOver !== undefined);',
    replace: 'return failures + Number(handOver === undefined && failures > 99);',
  },
  {
    name: 'a task that gets new attempts by itself for ever',
    file: recovery,
    find: 'if (!recovery || recovery.mended ||',
    replace: 'if (!recovery ||',
  },
  {
    name: 'a search that is given to commands',
    file: recovery,
    find: "(session.joined?.provider ?? spec.provider) === 'command'",
    replace: "(session.joined?.provider ?? spec.provider) === 'none'",
  },
  {
    name: 'a phase that goes on over an error',
    file: 'src/domain/task/applyEvent.ts',
    find: 'if (!event.final) return;',
    replace: 'if (!event.final) return; finishTask(state, task);',
  },
];
