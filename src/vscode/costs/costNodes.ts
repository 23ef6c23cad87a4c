import { balanceAt, placeKey, type BalanceView, type BudgetPlaceView } from '../../protocol/budgetPlace.ts';
import { savingsOf, type BreakerView, type MoneyView } from '../../protocol/moneyView.ts';
import type { SwarmSnapshot } from '../../protocol/swarmSnapshot.ts';

/** The ways in which costs are told, in the order of the view. */
export const costWays = ['session', 'task', 'model', 'phase', 'day'] as const;
export type CostWay = (typeof costWays)[number];

/** What a line of costs is about; `title` is a task's. */
export type CostSubject =
  | { readonly kind: 'swarm' }
  | { readonly kind: 'today'; readonly day: string }
  | { readonly kind: 'session'; readonly id: string }
  | { readonly kind: 'task'; readonly id: string; readonly title: string; readonly estimate: number | null }
  | { readonly kind: 'model'; readonly id: string }
  | { readonly kind: 'phase'; readonly session: string; readonly phase: number | null }
  | { readonly kind: 'day'; readonly id: string };

/** One row of the view. */
export type CostNode =
  | {
      readonly kind: 'cost';
      readonly subject: CostSubject;
      readonly balance: BalanceView;
      /** Where its cap is set; undefined where there is none to set. */
      readonly place?: BudgetPlaceView;
      /** Whether it is halted and nobody has said yet what to do about it. */
      readonly asks: boolean;
    }
  | { readonly kind: 'forecast'; readonly forecast: number; readonly budget: number | null }
  /** Against the same calls on Sonnet; `saved` is below zero when routing has cost more. */
  | { readonly kind: 'savings'; readonly saved: number; readonly share: number }
  | { readonly kind: 'breakers'; readonly open: number; readonly children: readonly CostNode[] }
  | { readonly kind: 'breaker'; readonly breaker: BreakerView }
  | { readonly kind: 'way'; readonly way: CostWay; readonly children: readonly CostNode[] };

/** The rows of the view; none where nothing costs anything, no cap is set and no breaker counts, so that the view says what to do. */
export function costRows(snapshot: SwarmSnapshot): readonly CostNode[] {
  const { money, breakers } = snapshot;
  if (!isOfInterest(money) && breakers.length === 0) return [];
  const asked = askedPlaces(snapshot);
  const { saved, share } = savingsOf(money);
  const day = money.today.day;
  return [
    costNode({ kind: 'swarm' }, money, asked, { scope: 'swarm', id: '' }),
    ...(day === '' ? [] : [costNode({ kind: 'today', day }, money.today, asked, { scope: 'day', id: day })]),
    { kind: 'forecast', forecast: money.forecast, budget: money.budget },
    ...(money.atSonnet > 0 ? [{ kind: 'savings', saved, share } as const] : []),
    breakersNode(breakers),
    ...costWays.flatMap((way): readonly CostNode[] => {
      const children = lines[way](snapshot, asked);
      return children.length === 0 ? [] : [{ kind: 'way', way, children }];
    }),
  ];
}

/** Rows below `node`, in order. */
export function costChildren(node: CostNode): readonly CostNode[] {
  return 'children' in node ? node.children : [];
}

/** The breakers that a person may reset. */
export function openBreakers({ breakers }: { readonly breakers: readonly BreakerView[] }): readonly BreakerView[] {
  return breakers.filter(({ state }) => state !== 'closed');
}

/** The places where spending is halted and nobody has said yet what to do about it, as their keys. */
export function askedPlaces({ needsYou }: Pick<SwarmSnapshot, 'needsYou'>): ReadonlySet<string> {
  return new Set(needsYou.flatMap(({ answer }) => (answer?.kind === 'halt' ? [answer.id] : [])));
}

function isOfInterest({ spent, reserved, forecast, budget, today, taskCap, bySession, byTask }: MoneyView): boolean {
  if (spent + reserved + forecast > 0 || taskCap !== null) return true;
  return [budget, today.budget, ...[...bySession, ...byTask].map((line) => line.budget)].some((cap) => cap !== null);
}

function breakersNode(breakers: readonly BreakerView[]): CostNode {
  const open = openBreakers({ breakers });
  const rest = breakers.filter(({ state }) => state === 'closed');
  const children = [...open, ...rest].map((breaker) => ({ kind: 'breaker', breaker }) as const);
  return { kind: 'breakers', open: open.length, children };
}

type Lines = (snapshot: SwarmSnapshot, asked: ReadonlySet<string>) => readonly CostNode[];

/** Sessions and phases stay in the order of the plan, what is most urgent or dearest comes first among tasks and models, and the last day first. */
const lines: Readonly<Record<CostWay, Lines>> = {
  session: ({ money }, asked) =>
    money.bySession.map((line) =>
      costNode({ kind: 'session', id: line.id }, line, asked, { scope: 'session', id: line.id }),
    ),
  task: ({ money, tasks }, asked) => {
    const titles = new Map(tasks.map(({ id, title }) => [id, title]));
    return money.byTask
      .toSorted((a, b) => urgency(b) - urgency(a) || costOf(b) - costOf(a))
      .map((line) => {
        const { id, estimate } = line;
        return costNode({ kind: 'task', id, title: titles.get(id) ?? '', estimate }, line, asked, {
          scope: 'task',
          id,
        });
      });
  },
  model: ({ money }, asked) =>
    money.byModel
      .toSorted((a, b) => costOf(b) - costOf(a))
      .map((line) => costNode({ kind: 'model', id: line.model }, uncapped(line), asked)),
  phase: ({ money, sessions }, asked) => {
    const order = new Map(sessions.map(({ id }, at) => [id, at]));
    const rank = (id: string) => order.get(id) ?? sessions.length;
    return money.byPhase
      .toSorted((a, b) => rank(a.session) - rank(b.session) || (a.phase ?? Infinity) - (b.phase ?? Infinity))
      .map((line) => {
        const { session, phase } = line;
        return costNode({ kind: 'phase', session, phase }, uncapped(line), asked);
      });
  },
  day: ({ money }, asked) =>
    money.byDay
      .toSorted((a, b) => (a.day < b.day ? 1 : -1))
      .map((line) => costNode({ kind: 'day', id: line.day }, line, asked)),
};

type Spent = Pick<BalanceView, 'spent' | 'reserved'>;

const costOf = ({ spent, reserved }: Spent) => spent + reserved;

function urgency({ standing }: BalanceView): number {
  switch (standing) {
    case 'halted':
      return 2;
    case 'warning':
      return 1;
    case 'within':
      return 0;
  }
}

function uncapped({ spent, reserved }: Spent): BalanceView {
  return { spent, reserved, budget: null, standing: 'within' };
}

function costNode(
  subject: CostSubject,
  { spent, reserved, budget, standing }: BalanceView,
  asked: ReadonlySet<string>,
  place?: BudgetPlaceView,
): CostNode {
  const balance = { spent, reserved, budget, standing };
  const asks = place !== undefined && asked.has(placeKey(place));
  return { kind: 'cost', subject, balance, asks, ...(place && { place }) };
}

/** A place whose cap can be set, as a person finds it in a list. */
export interface PlaceChoice {
  readonly place: BudgetPlaceView;
  readonly title: string;
  readonly balance: BalanceView;
}

/** Everything that a cap can be set for: what is halted or nearly spent first, then from the whole to the single task. */
export function placeChoices({ money, sessions, tasks }: SwarmSnapshot): readonly PlaceChoice[] {
  const places: readonly Omit<PlaceChoice, 'balance'>[] = [
    { place: { scope: 'swarm', id: '' }, title: '' },
    { place: { scope: 'day', id: '' }, title: '' },
    { place: { scope: 'task', id: '' }, title: '' },
    ...sessions.map(({ id, role }) => ({ place: { scope: 'session', id }, title: role }) as const),
    ...tasks.map(({ id, title }) => ({ place: { scope: 'task', id }, title }) as const),
  ];
  const balances = placeBalances(money);
  return places
    .map((choice) => ({ ...choice, balance: balances(choice.place) }))
    .toSorted((a, b) => urgency(b.balance) - urgency(a.balance));
}

/** As `balanceAt`, for many places at once. */
function placeBalances(money: MoneyView): (place: BudgetPlaceView) => BalanceView {
  const tasks = new Map(money.byTask.map((line) => [line.id, line]));
  return (place) => {
    if (place.scope !== 'task') return balanceAt(money, place);
    return tasks.get(place.id) ?? balanceAt({ ...money, byTask: [] }, place);
  };
}
