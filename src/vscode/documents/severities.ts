import type { Problem, Severity } from '../../domain/document/problem.ts';

/** A person's own severities by rule id. */
export type SeverityOverrides = ReadonlyMap<string, Severity | 'off'>;

/** Reads the setting; what is not a known severity is ignored, so that a typo does not switch a rule off. */
export function readSeverityOverrides(setting: unknown): SeverityOverrides {
  if (typeof setting !== 'object' || setting === null) return new Map();
  const known = Object.entries(setting).filter((entry): entry is [string, Severity | 'off'] => isSeverity(entry[1]));
  return new Map(known);
}

const isSeverity = (value: unknown) => value === 'error' || value === 'warning' || value === 'info' || value === 'off';

/** The severity with which a finding is shown; undefined when its rule is off. */
export function shownSeverity(problem: Problem, overrides: SeverityOverrides): Severity | undefined {
  const severity = overrides.get(problem.rule) ?? problem.severity;
  return severity === 'off' ? undefined : severity;
}
