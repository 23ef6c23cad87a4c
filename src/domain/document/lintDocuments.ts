import { append } from './append.ts';
import type { LintFacts } from './facts.ts';
import { LintMemory, type DocumentFindings } from './lintMemory.ts';
import type { SwarmDocument } from './model.ts';
import { severities, type Problem, type Severity } from './problem.ts';
import { comparePositions } from './range.ts';
import type { Finding, KeptRule, Rule } from './rule.ts';
import { rules } from './rules/index.ts';
import { readSuppressions } from './suppressions.ts';
import { createWorlds, type World } from './world.ts';

/** What a person may change about the linter, and what it may know and remember. */
export interface LintOptions {
  /** By rule id; weaker than `lint.rules` of the swarm.yaml that a document belongs to. */
  readonly severities?: ReadonlyMap<string, Severity | 'off'>;
  readonly facts?: LintFacts;
  /** Handed in again with the same documents, rules for single documents and their tasks look only at those that are new. */
  readonly memory?: LintMemory;
}

/** Checks a set of documents, rules across files included. Findings come in order of file and place. */
export function lintDocuments(documents: readonly SwarmDocument[], options: LintOptions = {}): readonly Problem[] {
  const byPath = new Map(documents.map((document) => [document.path, document]));
  return createWorlds(documents, options.facts)
    .flatMap((world) => lintWorld(world, options))
    .filter((problem) => !isDisabled(problem, byPath.get(problem.file)))
    .sort(byPlace);
}

const ruleIds = rules.map(({ id }) => id);
const keptRules = rules.filter((rule): rule is KeptRule => rule.scope !== 'world');

/** Checks one world with every rule; comments that switch rules off are not looked at. */
export function lintWorld(world: World, options: LintOptions = {}): readonly Problem[] {
  const kept = checkEach(world, options.memory ?? new LintMemory());
  const problems: Problem[] = [];
  for (const rule of rules) {
    if (world.swarm?.broken && rule.scope === 'world' && rule.id !== 'swarm/schema') continue;
    const severity = levelOf(rule, world, options);
    if (severity === 'off') continue;
    const findings =
      rule.scope === 'world'
        ? rule.check(world, { found: problems, ruleIds })
        : kept.flatMap((found) => found.get(rule) ?? []);
    append(
      problems,
      findings.map((finding) => toProblem(rule, finding, severity)),
    );
  }
  return problems;
}

/** What rules for single documents find, document by document; most documents of a plan have no findings and are left out. */
function checkEach(world: World, memory: LintMemory): readonly DocumentFindings[] {
  const { swarm, manifest } = world;
  const documents = swarm ? [...world.documents, swarm] : world.documents;
  return documents
    .map((document) => {
      const tasks = world.tasksOf.get(document) ?? [];
      const setting = { tasks, ...(swarm ? { swarm } : {}), ...(manifest ? { manifest } : {}) };
      return memory.findingsOf(keptRules, document, setting);
    })
    .filter((found) => found.size > 0);
}

/** `chosen` is what a person wants for every finding; otherwise a finding may weigh less or more than its rule. */
function levelOf(
  rule: Rule,
  world: World,
  options: LintOptions,
): 'off' | { readonly chosen?: Severity; readonly usual: Severity } {
  const chosen = severityOf(world.manifest?.ruleLevels.get(rule.id)) ?? options.severities?.get(rule.id);
  const usual = world.swarm ? rule.severity : (rule.loose ?? rule.severity);
  if (chosen === 'off' || usual === 'off') return 'off';
  return chosen ? { chosen, usual } : { usual };
}

function severityOf(text: string | undefined): Severity | 'off' | undefined {
  return text === 'off' ? 'off' : severities.find((severity) => severity === text);
}

function toProblem(
  rule: Rule,
  finding: Finding,
  { chosen, usual }: { readonly chosen?: Severity; readonly usual: Severity },
): Problem {
  const { message, file, range, fix } = finding;
  const severity = chosen ?? finding.severity ?? usual;
  return { rule: rule.id, severity, message, file, range, ...(fix ? { fix } : {}) };
}

function byPlace(a: Problem, b: Problem): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return comparePositions(a.range.start, b.range.start) || (a.rule < b.rule ? -1 : Number(a.rule > b.rule));
}

function isDisabled(problem: Problem, document: SwarmDocument | undefined): boolean {
  if (!document) return false;
  const named = readSuppressions(document).get(problem.range.start.line)?.rules;
  return named !== undefined && (named.length === 0 || named.some((written) => written.value === problem.rule));
}
