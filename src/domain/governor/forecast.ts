/** A task as the forecast sees it; amounts in micro-dollars. `estimate` is what the plan states, undefined when it states nothing. */
export interface ForecastTask {
  readonly estimate: number | undefined;
  readonly spent: number;
  readonly stage: 'completed' | 'open' | 'given-up';
}

/**
 * What all tasks will have cost when the open ones are completed, in micro-dollars:
 * `committed + Σ max(0, expected(task) − spent(task))` over the open tasks, where `expected` is the task's estimate times
 * `Σ actual ÷ Σ estimate` of the completed tasks that had one (1 while there is none), or for a task without an estimate
 * what a completed task cost on average (nothing while there is none).
 */
export function forecast(committed: number, tasks: readonly ForecastTask[]): number {
  const done = tasks.filter((task) => task.stage === 'completed');
  const estimated = done.filter(({ estimate }) => estimate !== undefined && estimate > 0);
  const planned = sum(estimated.map(({ estimate }) => estimate ?? 0));
  const bias = planned > 0 ? sum(estimated.map(({ spent }) => spent)) / planned : 1;
  const mean = done.length > 0 ? sum(done.map(({ spent }) => spent)) / done.length : 0;
  const left = tasks
    .filter((task) => task.stage === 'open')
    .map(({ estimate, spent }) => Math.max(0, Math.round(estimate === undefined ? mean : estimate * bias) - spent));
  return committed + sum(left);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
