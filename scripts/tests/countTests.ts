import { resolve } from 'node:path';
import type { TestEvent } from 'node:test/reporters';
import type { TestCounts } from './testCounts.ts';

/** Counts the tests that really ran, from the runner's own events, and says what stands against the result. */
export class TestCounter {
  #passed = 0;
  #failed = 0;
  #ended = false;
  readonly #problems: string[] = [];

  /** Takes the next event. Suites are no tests; a file that holds no test, and a skipped test, each count as failed. */
  add(event: TestEvent): void {
    if (event.type === 'test:summary' && event.data.file === undefined) this.#ended = true;
    if (event.type !== 'test:pass' && event.type !== 'test:fail') return;
    const { data } = event;
    if (data.details.type === 'suite' && (event.type === 'test:pass' || isOfItsTests(data.details))) return;
    if (event.type === 'test:fail') this.#failed += 1;
    else if (isWholeFile(data)) this.#fault(`${data.name} holds no test`);
    else if (isLeftOut(data.skip) || isLeftOut(data.todo))
      this.#fault(`${data.name} (${data.file ?? ''}) was left out`);
    else this.#passed += 1;
  }

  /** The counts, once the runner has ended; a run that broke off counts as one failure more. */
  result(): { readonly counts: TestCounts; readonly problems: readonly string[] } {
    if (!this.#ended) this.#fault('the test run broke off before its end');
    return { counts: { passed: this.#passed, failed: this.#failed }, problems: this.#problems };
  }

  #fault(problem: string): void {
    this.#failed += 1;
    this.#problems.push(problem);
  }
}

/** A suite fails for each test in it that fails, and that one is counted already. */
function isOfItsTests(details: object): boolean {
  const error = 'error' in details ? details.error : undefined;
  return error instanceof Error && 'failureType' in error && error.failureType === 'subtestsFailed';
}

/** The runner reports a file that registered no test of its own as one passing test named after the file. */
function isWholeFile(data: { name: string; nesting: number; file?: string | undefined }): boolean {
  if (data.nesting !== 0 || !/\.test\.[cm]?[jt]s$/.test(data.name)) return false;
  return data.file === undefined || resolve(data.name) === resolve(data.file);
}

function isLeftOut(mark: string | boolean | undefined): boolean {
  return mark !== undefined && mark !== false;
}
