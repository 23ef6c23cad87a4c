import type { ReservationId, SessionId, TaskId } from '../task/ids.ts';
import { emptyAccount, reserve, room, settle, withCap, type Account, type BudgetScope } from './account.ts';
import type { Money } from './money.ts';

/** A cap's place: `id` names the session, the task or the day (UTC, `2026-10-07`); it is empty for the swarm. */
export interface BudgetPlace {
  readonly scope: BudgetScope;
  readonly id: string;
}

/** Money that is set aside for one call under one claim. */
export interface Reservation {
  readonly id: ReservationId;
  readonly session: SessionId;
  readonly task: TaskId;
  readonly epoch: number;
  readonly model: string;
  readonly amount: Money;
  /** The day of its reservation: what the call comes to counts for that day, also when it is settled after midnight. */
  readonly day: string;
  /** Place of the task in the plan, for the view by phase. */
  readonly phase: string;
  /** When the claim that it was made under ended, ms since epoch; undefined while it lasts. */
  endedAt: number | undefined;
}

/** Why nothing more is spent at a place until a person says so. */
export interface Halt {
  readonly place: BudgetPlace;
  /** Whose request was refused, or whose call was billed higher than its reservation. */
  readonly session: SessionId;
  readonly cause: 'cap' | 'overrun';
  /** What was asked for, or what the call cost. */
  readonly amount: Money;
  /** Set when a person has seen it and leaves it as it is. */
  readonly left?: true;
}

/** All accounts of a swarm with what is reserved. Changed only by the fold of the ledger. */
export interface BudgetBook {
  readonly accounts: Map<string, Account>;
  readonly reservations: Map<ReservationId, Reservation>;
  readonly byTask: Map<TaskId, Set<ReservationId>>;
  readonly halts: Map<string, Halt>;
  /** Spent by model, and by phase as `session phase`. */
  readonly models: Map<string, Money>;
  readonly phases: Map<string, Money>;
  /** What all settled calls would have come to at the price of the middle tier. */
  atSonnet: number;
  /** The cap of each day and of each task that has none of its own. */
  dayCap: Money | null;
  taskCap: Money | null;
  /** The day that claims are decided for. */
  today: string;
  /** Places whose account has changed since the ledger was last told. */
  readonly unsaved: Set<string>;
}

export function createBudgetBook(): BudgetBook {
  return {
    accounts: new Map(),
    reservations: new Map(),
    byTask: new Map(),
    halts: new Map(),
    models: new Map(),
    phases: new Map(),
    atSonnet: 0,
    dayCap: null,
    taskCap: null,
    today: '',
    unsaved: new Set(),
  };
}

/** The day of a moment (ms since epoch), in UTC: the same for everybody who reads the ledger. */
export function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

export const swarmPlace: BudgetPlace = { scope: 'swarm', id: '' };

export function keyOf({ scope, id }: BudgetPlace): string {
  return id === '' ? scope : `${scope}/${id}`;
}

/** The account of a place; one that nothing was booked on yet has the cap that holds for its kind. */
export function accountOf(book: BudgetBook, place: BudgetPlace): Account {
  const known = book.accounts.get(keyOf(place));
  if (known) return known;
  const cap = place.scope === 'day' ? book.dayCap : place.scope === 'task' ? book.taskCap : null;
  return { ...emptyAccount, cap };
}

/** The four places whose caps a call has to fit. */
export function placesOf(call: {
  readonly session: string;
  readonly task: string;
  readonly day: string;
}): readonly BudgetPlace[] {
  return [
    { scope: 'session', id: call.session },
    { scope: 'task', id: call.task },
    swarmPlace,
    { scope: 'day', id: call.day },
  ];
}

/** The first place that has no room for `amount`, or where spending is halted. */
export function findShortage(
  book: BudgetBook,
  places: readonly BudgetPlace[],
  amount: number,
): BudgetPlace | undefined {
  return places.find((place) => book.halts.has(keyOf(place)) || room(accountOf(book, place)) < amount);
}

export function bookReservation(book: BudgetBook, reservation: Reservation): void {
  book.reservations.set(reservation.id, reservation);
  const ofTask = book.byTask.get(reservation.task) ?? new Set();
  book.byTask.set(reservation.task, ofTask.add(reservation.id));
  for (const place of placesOf(reservation)) change(book, place, (account) => reserve(account, reservation.amount));
}

/** Ends a reservation with what it came to; a call that cost more halts its session. */
export function bookSettlement(book: BudgetBook, id: ReservationId, cost: Money): void {
  const reservation = book.reservations.get(id);
  if (!reservation) throw new Error(`the ledger settles an unknown reservation ${id}`);
  const { amount, session, task, model, phase } = reservation;
  book.reservations.delete(id);
  const ofTask = book.byTask.get(task);
  ofTask?.delete(id);
  if (ofTask?.size === 0) book.byTask.delete(task);
  for (const place of placesOf(reservation)) change(book, place, (account) => settle(account, amount, cost));
  add(book.models, model, cost);
  add(book.phases, phase, cost);
  if (cost > amount) halt(book, { place: { scope: 'session', id: session }, session, cause: 'overrun', amount: cost });
}

/** Notes a place where nothing more is spent until a person says so. */
export function halt(book: BudgetBook, halted: Halt): void {
  book.halts.set(keyOf(halted.place), halted);
}

/** A person has seen the halt and leaves it: it lasts until another cap is set, or for a day until that is over. */
export function leaveHalted(book: BudgetBook, place: BudgetPlace): void {
  const halted = book.halts.get(keyOf(place));
  if (halted) book.halts.set(keyOf(place), { ...halted, left: true });
}

/** Gives a place another cap: spending goes on there. */
export function setCap(book: BudgetBook, place: BudgetPlace, cap: Money | null): void {
  book.halts.delete(keyOf(place));
  change(book, place, (account) => withCap(account, cap));
}

/**
 * Gives another cap to every task that has no cap of its own, or to every day from today on. What was halted there goes on.
 */
export function setCapOfAll(book: BudgetBook, scope: 'task' | 'day', cap: Money | null): void {
  const before = scope === 'task' ? book.taskCap : book.dayCap;
  if (scope === 'task') book.taskCap = cap;
  else book.dayCap = cap;
  const today = book.today === '' ? [] : [`day/${book.today}`];
  const keys = scope === 'day' ? today : [...book.accounts.keys(), ...book.halts.keys()];
  for (const key of keys) {
    if (!key.startsWith(`${scope}/`)) continue;
    const place: BudgetPlace = { scope, id: key.slice(scope.length + 1) };
    if (scope === 'day' || accountOf(book, place).cap === before) setCap(book, place, cap);
  }
}

/** Claims are decided for another day: what the day before was halted for is over. */
export function beginDay(book: BudgetBook, day: string): void {
  book.today = day;
  // A clock that is set back leads to a day that has an account already, with the cap of that time.
  if (book.accounts.has(`day/${day}`)) setCap(book, { scope: 'day', id: day }, book.dayCap);
  for (const key of book.halts.keys()) if (key.startsWith('day/') && key !== `day/${day}`) book.halts.delete(key);
}

function change(book: BudgetBook, place: BudgetPlace, to: (account: Account) => Account): void {
  const key = keyOf(place);
  book.accounts.set(key, to(accountOf(book, place)));
  book.unsaved.add(key);
}

function add(sums: Map<string, Money>, name: string, cost: Money): void {
  sums.set(name, ((sums.get(name) ?? 0) + cost) as Money);
}
