import type { SwarmDocument } from './model.ts';
import { severities, type Problem, type Severity } from './problem.ts';
import { comparePositions } from './range.ts';
import type { Finding, Rule } from './rule.ts';
import { rules } from './rules/index.ts';
import { createWorlds, type World } from './world.ts';

/** What a person may change about the linter. */
export interface LintOptions {
  /** By rule id; weaker than `lint.rules` of the swarm.yaml that a document belongs to. */
  readonly severities?: ReadonlyMap<string, Severity | 'off'>;
}

/** Checks a set of documents, rules across files included. Findings come in order of file and place. */
export function lintDocuments(documents: readonly SwarmDocument[], options: LintOptions = {}): readonly Problem[] {
  const byPath = new Map(documents.map((document) => [document.path, document]));
  return createWorlds(documents)
    .flatMap((world) => lintWorld(world, options))
    .filter((problem) => !isDisabled(problem, byPath.get(problem.file)))
    .sort(byPlace);
}

/** Checks one world with every rule. */
export function lintWorld(world: World, options: LintOptions = {}): readonly Problem[] {
  return rules.flatMap((rule) => {
    const configured = severityOf(world.manifest?.ruleLevels.get(rule.id)) ?? options.severities?.get(rule.id);
    if (configured === 'off') return [];
    const usual = world.manifest || world.swarm ? rule.severity : (rule.loose ?? rule.severity);
    if (usual === 'off') return [];
    return rule.check(world).map((finding) => toProblem(rule, finding, configured ?? finding.severity ?? usual));
  });
}

function severityOf(text: string | undefined): Severity | 'off' | undefined {
  return text === 'off' ? 'off' : severities.find((severity) => severity === text);
}

function toProblem(rule: Rule, finding: Finding, severity: Severity): Problem {
  const { message, file, range, fix } = finding;
  return { rule: rule.id, severity, message, file, range, ...(fix ? { fix } : {}) };
}

function byPlace(a: Problem, b: Problem): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return comparePositions(a.range.start, b.range.start) || (a.rule < b.rule ? -1 : Number(a.rule > b.rule));
}

const directive = 's2-disable-next-line';

/** `<!-- s2-disable-next-line rule -->` (in YAML `# s2-disable-next-line rule`) on the line above; without rules it means all. */
function isDisabled(problem: Problem, document: SwarmDocument | undefined): boolean {
  const above = document?.source.line(problem.range.start.line - 1) ?? '';
  const at = above.indexOf(directive);
  if (at < 0 || !/(?:<!--|#)\s{0,10}$/.test(above.slice(Math.max(0, at - 20), at))) return false;
  const named = above
    .slice(at + directive.length, at + 2_000)
    .replace(/-->.*$/, '')
    .split(/[\s,]+/)
    .filter((word) => word !== '');
  return named.length === 0 || named.includes(problem.rule);
}
