/** What one group of tests came to. */
export interface TestCounts {
  readonly passed: number;
  readonly failed: number;
}

/** The sum of both. */
export function addCounts(a: TestCounts, b: TestCounts): TestCounts {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed };
}

export const noCounts: TestCounts = { passed: 0, failed: 0 };
