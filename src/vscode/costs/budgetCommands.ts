import { InputBoxValidationSeverity, l10n, window, type InputBoxValidationMessage } from 'vscode';
import { formatDollars } from '../../base/dollars.ts';
import type { Result } from '../../base/result.ts';
import { balanceAt, parsePlace, type BalanceView, type BudgetPlaceView } from '../../protocol/budgetPlace.ts';
import { capMeant, parseCapWish } from '../../protocol/capWish.ts';
import type { BreakerView } from '../../protocol/moneyView.ts';
import type { LeaderProblem } from '../../protocol/swarmLeader.ts';
import type { SwarmSnapshot } from '../../protocol/swarmSnapshot.ts';
import type { CommandHandler } from '../commands/registerCommands.ts';
import { commandIds } from '../ids.ts';
import type { SwarmControl } from '../swarm/swarmControl.ts';
import { breakerOf, placeOf } from '../commands/commandArgument.ts';
import { askedPlaces, openBreakers, placeChoices } from './costNodes.ts';
import type { CostView } from './costView.ts';
import { balanceText, breakerKind, breakerText, placeLabel, placeName, spokenBalance } from './costWords.ts';

export interface BudgetCommandDependencies {
  readonly control: SwarmControl;
  readonly costs: CostView;
}

/** Commands about caps and breakers; without an argument each asks which. */
export function budgetCommands({
  control,
  costs,
}: BudgetCommandDependencies): Readonly<Record<string, CommandHandler>> {
  return {
    [commandIds.setBudget]: (argument) =>
      control.withLeader(async (leader) => {
        const snapshot = leader.snapshot();
        const place = placeOf(argument) ?? (await pickPlace(snapshot));
        const cap = place && (await askCap(place, balanceAt(snapshot.money, place)));
        if (!place || cap === undefined) return nothing;
        // A cap of one day is not kept: it is that of each.
        const given = await leader.setBudget({ ...(place.scope === 'day' ? { scope: 'day', id: '' } : place), cap });
        if (given.ok) tell(capSet(place, cap));
        return given;
      }),
    [commandIds.leaveHalted]: (argument) =>
      control.withLeader(async (leader) => {
        const place = placeOf(argument) ?? (await pickHalted(leader.snapshot()));
        if (!place) return nothing;
        const given = await leader.leaveHalted(place);
        if (given.ok) tell(l10n.t('{0} stays halted until its cap is set.', placeLabel(place)));
        return given;
      }),
    [commandIds.resetBreaker]: (argument) =>
      control.withLeader(async (leader) => {
        const open = openBreakers(leader.snapshot());
        const breaker = breakerOf(argument, open) ?? (await pickBreaker(open));
        return breaker ? leader.resetBreaker(breaker.kind, breaker.id) : nothing;
      }),
    [commandIds.showBreakers]: () => costs.showBreakers(),
  };
}

const nothing: Result<void, LeaderProblem> = { ok: true, value: undefined };
/** So long a message stays in the status bar, ms. */
const tellForMs = 5_000;

function tell(text: string): void {
  window.setStatusBarMessage(text, tellForMs);
}

function capSet(place: BudgetPlaceView, cap: number | null): string {
  const name = placeName(place);
  return cap === null
    ? l10n.t('There is no cap for {0} now.', name)
    : l10n.t('The cap for {0} is {1} now.', name, formatDollars(cap / 1e6));
}

async function pickPlace(snapshot: SwarmSnapshot): Promise<BudgetPlaceView | undefined> {
  const items = placeChoices(snapshot).map(({ place, title, balance }) => ({
    label: placeLabel(place),
    description: [title, place.scope === 'task' && place.id === '' ? capOnly(balance) : balanceText(balance)]
      .filter((part) => part !== '')
      .join(' · '),
    place,
  }));
  const placeHolder = l10n.t('Whose budget do you want to set?');
  const picked = await window.showQuickPick(items, { placeHolder, matchOnDescription: true });
  return picked?.place;
}

function capOnly({ budget }: BalanceView): string {
  return budget === null ? l10n.t('no cap') : l10n.t('at most {0} each', formatDollars(budget));
}

async function pickHalted(snapshot: SwarmSnapshot): Promise<BudgetPlaceView | undefined> {
  const items = [...askedPlaces(snapshot)].flatMap((key) => {
    const place = parsePlace(key);
    if (!place) return [];
    return [{ label: placeLabel(place), description: balanceText(balanceAt(snapshot.money, place)), place }];
  });
  const placeHolder = items.length > 0 ? l10n.t('What should stay halted?') : l10n.t('No halt waits for an answer.');
  const picked = await window.showQuickPick(items, { placeHolder });
  return picked?.place;
}

async function pickBreaker(open: readonly BreakerView[]): Promise<BreakerView | undefined> {
  const items = open.map((breaker) => ({
    label: breaker.id,
    description: `${breakerKind(breaker)} · ${breakerText(breaker, Date.now())}`,
    detail: breaker.reason,
    breaker,
  }));
  const placeHolder =
    items.length > 0 ? l10n.t('Which breaker do you want to close?') : l10n.t('All breakers are closed.');
  const picked = await window.showQuickPick(items, { placeHolder, matchOnDescription: true, matchOnDetail: true });
  return picked?.breaker;
}

/** Asks for a cap in micro-dollars, null for none; undefined when the person gives up. */
async function askCap(place: BudgetPlaceView, balance: BalanceView): Promise<number | null | undefined> {
  const { budget } = balance;
  const known = place.scope === 'task' && place.id === '' ? capOnly(balance) : spokenBalance(balance);
  const text = await window.showInputBox({
    title: l10n.t('Budget for {0}', placeName(place)),
    prompt: l10n.t('US dollars such as 40 or $40, +10 for so much more, or none. Now: {0}.', known),
    value: budget === null ? '' : String(budget),
    ignoreFocusOut: true,
    validateInput: (typed) => problemOf(typed, balance),
  });
  const wish = text === undefined ? undefined : parseCapWish(text);
  return wish && capMeant(wish, budget);
}

function problemOf(
  typed: string,
  { spent, reserved, budget }: BalanceView,
): string | InputBoxValidationMessage | undefined {
  const wish = parseCapWish(typed);
  if (!wish) return l10n.t('Write US dollars such as 40 or $40, +10 for so much more, or none.');
  if (wish.kind === 'by' && budget === null)
    return l10n.t('There is no cap to raise. Write the amount that it should have.');
  const cap = capMeant(wish, budget);
  if (cap === null || cap > (spent + reserved) * 1e6) return undefined;
  return {
    message: l10n.t('{0} are spent or reserved already: nothing more will be spent.', formatDollars(spent + reserved)),
    severity: InputBoxValidationSeverity.Warning,
  };
}
