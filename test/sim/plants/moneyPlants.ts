import type { Plant } from './plants.ts';

const account = 'src/domain/governor/account.ts';
const book = 'src/domain/governor/budgetBook.ts';
const bulkhead = 'src/domain/governor/bulkhead.ts';
const callSlots = 'src/domain/task/callSlots.ts';
const commandBreaker = 'src/domain/governor/commandBreaker.ts';
const breaker = 'src/domain/governor/breaker.ts';
const decideBudget = 'src/domain/task/decideBudget.ts';
const reportedCost = 'src/domain/task/decideReportedCost.ts';
const applyGovernor = 'src/domain/task/applyGovernor.ts';

/** Planted bugs about money and breakers. */
export const moneyPlants: readonly Plant[] = [
  {
    name: 'a reported cost that is reserved whatever the caps are',
    file: reportedCost,
    find: 'money(Math.min(cost, ...rooms))',
    replace: 'money(rooms.length > 0 ? cost : cost)',
  },
  {
    name: 'a cap that forgets what is reserved',
    file: account,
    find: 'Math.max(0, cap - spent - reserved)',
    replace: 'Math.max(0, cap - spent)',
  },
  {
    name: 'a reservation that is settled twice',
    file: book,
    find: 'book.reservations.delete(id);',
    replace: '',
  },
  {
    name: 'a reservation that is given back twice',
    file: account,
    find: 'money(account.reserved - amount)',
    replace: 'money(Math.max(0, account.reserved - 2 * amount))',
  },
  {
    name: 'a day that rolls over with the month only',
    file: book,
    find: 'toISOString().slice(0, 10)',
    replace: 'toISOString().slice(0, 7)',
  },
  {
    name: 'a call that nobody settles is free',
    file: decideBudget,
    find: 'usage: null,\n    cost: amount,',
    replace: 'usage: null,\n    cost: 0 as typeof amount,',
  },
  {
    name: 'a call that is settled under another claim',
    file: decideBudget,
    find: 'known.task !== claim.task || known.epoch !== claim.epoch',
    replace: 'known.task !== claim.task',
  },
  {
    name: 'a cap that only holds for the session',
    file: decideBudget,
    find: 'placesOf({ ...claim, day }), amount)',
    replace: 'placesOf({ ...claim, day }).slice(0, 1), amount)',
  },
  {
    name: 'a halt that is lifted by leaving it as it is',
    file: book,
    find: 'if (halted) book.halts.set(keyOf(place), { ...halted, left: true });',
    replace: 'if (halted) book.halts.delete(keyOf(place));',
  },
  {
    name: 'a call that is not told by model while it is open',
    file: 'src/domain/governor/costCuts.ts',
    find: 'held.set(id, (held.get(id) ?? 0) + amount);',
    replace: 'held.set(id, amount);',
  },
  {
    name: 'a balance that the store is not told of',
    file: book,
    find: 'book.unsaved.add(key);',
    replace: "if (key !== 'swarm') book.unsaved.add(key);",
  },
  {
    name: 'once: a cap of the day before the first day stands for ever',
    file: book,
    find: "const today = book.today === '' ? [] : [`day/${book.today}`];",
    replace: 'const today = [`day/${book.today}`];',
  },
  {
    name: 'one call more than a credential has slots',
    file: bulkhead,
    find: 'if (inFlight >= limits.concurrent)',
    replace: 'if (inFlight > limits.concurrent)',
  },
  {
    name: 'a slot that is free when any process has started again',
    file: callSlots,
    find: 'call.session === event.session &&',
    replace: "call.session !== '' &&",
    from: 6_001,
  },
  {
    name: 'a bucket that fills twice as fast as is allowed',
    file: bulkhead,
    find: 'Math.max(0, now - bucket.at) * perMinute',
    replace: 'Math.max(0, now - bucket.at) * 2 * perMinute',
  },
  {
    name: 'a call that takes nothing from the rate of requests',
    file: callSlots,
    find: 'requestsPerMinute, 1, at)',
    replace: 'requestsPerMinute, 0, at)',
  },
  {
    name: 'a command that one task alone can have stopped',
    file: commandBreaker,
    find: 'same.filter((each) => each !== `${fault} ${task}`)',
    replace: 'same',
  },
  {
    name: 'a command that failed in different ways counts as one that failed',
    file: commandBreaker,
    find: 'each.startsWith(`${fault} `)',
    replace: "each !== ''",
  },
  {
    name: 'a command that does not work and is started all the same',
    file: 'src/domain/task/taskCommands.ts',
    find: 'isShut(state.breakers.get(keyOfCommand(name)))',
    replace: 'isShut(state.breakers.get(name))',
  },
  {
    name: 'a command that a task does not run is taken for broken',
    file: 'src/domain/task/commandBreakers.ts',
    find: 'task.commands.includes(name) ? { command: { name, fault: said.fault } } : {}',
    replace: 'task.epoch > 0 ? { command: { name, fault: said.fault } } : {}',
  },
  {
    name: 'a task that waits for a command is not looked at again when it works',
    file: 'src/domain/task/commandBreakers.ts',
    find: "if (event.breaker.kind === 'command') refreshUsers(state, event.breaker.id);",
    replace: '',
  },
  {
    name: 'a breaker that never opens',
    file: breaker,
    find: 'failures.length >= threshold &&',
    replace: 'failures.length > threshold + 99 &&',
  },
  {
    name: 'a half-open breaker that lets everything through',
    file: breaker,
    find: "return breaker.state === 'half-open' && breaker.trial === null ? { state: 'half-open', trial: task } : breaker;",
    replace: 'return task === breaker.state ? closedBreaker : breaker;',
  },
  {
    name: 'a credential that is refused and used all the same',
    file: applyGovernor,
    find: "state: 'open', since: at, until: event.until, reason });",
    replace: "state: 'open', since: at, until: at, reason });",
  },
];
