import { l10n } from 'vscode';
import { formatDollars } from '../../base/dollars.ts';
import type { BalanceView, BudgetPlaceView } from '../../protocol/budgetPlace.ts';
import type { BreakerView, StandingView } from '../../protocol/moneyView.ts';

/** How much of a cap is spent, in whole percent; a cap of nothing is spent at once. */
export function percentOf({ spent, budget }: BalanceView): number {
  return budget === null ? 0 : budget === 0 ? 100 : Math.floor((100 * spent) / budget);
}

/** A balance in a few words, the most urgent first, because a narrow side bar cuts the end off: `halted · $1.50 of $5.00 · 30 % · $0.20 reserved`. */
export function balanceText(balance: BalanceView): string {
  const { spent, reserved, budget, standing } = balance;
  const whole =
    budget === null
      ? [formatDollars(spent)]
      : [l10n.t('{0} of {1}', formatDollars(spent), formatDollars(budget)), `${percentOf(balance)} %`];
  return [
    ...(standing === 'within' ? [] : [standingText(standing)]),
    ...whole,
    ...(reserved > 0 ? [l10n.t('{0} reserved', formatDollars(reserved))] : []),
  ].join(' · ');
}

/** A balance as it is read aloud. */
export function spokenBalance(balance: BalanceView): string {
  const { spent, reserved, budget, standing } = balance;
  const whole =
    budget === null
      ? l10n.t('{0} spent, no cap', formatDollars(spent))
      : l10n.t('{0} of {1} spent, {2} percent', formatDollars(spent), formatDollars(budget), percentOf(balance));
  return [
    whole,
    ...(reserved > 0 ? [l10n.t('{0} reserved', formatDollars(reserved))] : []),
    ...(standing === 'within' ? [] : [standingText(standing)]),
  ].join(', ');
}

export function standingText(standing: StandingView): string {
  switch (standing) {
    case 'within':
      return l10n.t('within its cap');
    case 'warning':
      return l10n.t('nearly spent');
    case 'halted':
      return l10n.t('halted');
  }
}

/** The name of a place as it stands alone or begins a sentence. */
export function placeLabel(place: BudgetPlaceView): string {
  switch (place.scope) {
    case 'swarm':
      return l10n.t('The swarm');
    case 'day':
      return place.id === '' ? l10n.t('Each day') : l10n.t('Today');
    case 'task':
      return place.id === '' ? l10n.t('Every task') : place.id;
    case 'session':
      return place.id;
  }
}

/** The name of a place within a sentence about its cap; a day's cap is that of each day. */
export function placeName({ scope, id }: BudgetPlaceView): string {
  switch (scope) {
    case 'swarm':
      return l10n.t('the swarm');
    case 'day':
      return l10n.t('each day');
    case 'task':
      return id === '' ? l10n.t('every task') : id;
    case 'session':
      return id;
  }
}

/** What a breaker stands before. */
export function breakerKind({ kind }: Pick<BreakerView, 'kind'>): string {
  switch (kind) {
    case 'session':
      return l10n.t('session');
    case 'pool':
      return l10n.t('credential');
    case 'command':
      return l10n.t('command');
  }
}

/** How a breaker stands and until when; `now` and times are ms since epoch. */
export function breakerText({ state, failures, until }: BreakerView, now: number): string {
  switch (state) {
    case 'open':
      return until === null ? l10n.t('open until you reset it') : l10n.t('open until {0}', timeText(until, now));
    case 'half-open':
      return l10n.t('half-open, one try');
    case 'closed':
      return failures === 1 ? l10n.t('closed, 1 failure') : l10n.t('closed, {0} failures in a row', failures);
  }
}

/** A moment as short as it is clear: with its day only when that is another one. */
function timeText(at: number, now: number): string {
  const [then, today] = [new Date(at), new Date(now)];
  const isToday = then.toDateString() === today.toDateString();
  return isToday ? then.toLocaleTimeString() : then.toLocaleString();
}
