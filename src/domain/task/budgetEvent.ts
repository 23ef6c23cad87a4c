import type { BudgetPlace } from '../governor/budgetBook.ts';
import type { Money } from '../governor/money.ts';
import type { Usage } from '../governor/price.ts';
import type { ReservationId, SessionId, TaskId } from './ids.ts';

/** Facts about money. Amounts are whole micro-dollars. */
export type BudgetEvent =
  | {
      readonly type: 'budget.reserved';
      readonly reservation: ReservationId;
      readonly session: SessionId;
      readonly task: TaskId;
      readonly epoch: number;
      readonly model: string;
      readonly amount: Money;
      /** The most tokens that the call may come to; absent where nobody counts them. */
      readonly tokens?: number;
    }
  | {
      readonly type: 'budget.settled';
      readonly reservation: ReservationId;
      readonly session: SessionId;
      readonly task: TaskId;
      readonly epoch: number;
      /** What the provider reports; null when nobody settled it and its worst case counts. */
      readonly usage: Usage | null;
      readonly cost: Money;
    }
  | {
      /** The call never happened. */
      readonly type: 'budget.released';
      readonly reservation: ReservationId;
      readonly session: SessionId;
      readonly task: TaskId;
      readonly epoch: number;
      readonly reason: string;
    }
  | {
      /** A reservation was refused at a cap: nothing more is spent there until a person says so, or for a day until it is over. */
      readonly type: 'budget.halted';
      readonly place: BudgetPlace;
      readonly session: SessionId;
      readonly task: TaskId;
      readonly epoch: number;
      readonly amount: Money;
    }
  /** A person gives a place another cap; null: none. */
  | { readonly type: 'budget.set'; readonly place: BudgetPlace; readonly cap: Money | null }
  /** A person leaves a halt as it is: it lasts, and asks nobody any more. */
  | { readonly type: 'budget.left'; readonly place: BudgetPlace }
  /** Claims are decided for another day from here on. */
  | { readonly type: 'budget.day-began'; readonly day: string };
