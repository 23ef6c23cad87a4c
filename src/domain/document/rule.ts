import type { SwarmDocument } from './model.ts';
import type { Fix, Problem, Severity } from './problem.ts';
import type { Range } from './range.ts';
import type { World } from './world.ts';

/** What a rule finds; the engine adds the rule and its severity. */
export interface Finding {
  readonly file: string;
  readonly range: Range;
  readonly message: string;
  readonly fix?: Fix;
  /** Only where a single finding weighs less or more than its rule. */
  readonly severity?: Severity;
}

interface RuleHead {
  readonly id: string;
  readonly severity: Severity;
  /** Severity for documents that belong to no swarm, where nothing is about to be launched; `off` when it asks for a swarm. */
  readonly loose?: Severity | 'off';
  /** One sentence: what the rule finds. */
  readonly summary: string;
}

/** What a rule for single documents may know beside the document: nothing that another document states but swarm.yaml. */
export type DocumentSetting = Pick<World, 'manifest' | 'swarm'>;

/** A rule that looks at one document at a time. Its findings are kept until the document or swarm.yaml changes. */
export interface DocumentRule extends RuleHead {
  readonly scope: 'document';
  check(document: SwarmDocument, setting: DocumentSetting): readonly Finding[];
}

/** What a rule for tasks may know: the tasks of one document that are to be done, and swarm.yaml. */
export type TaskSetting = DocumentSetting & Pick<World, 'tasks'>;

/**
 * A rule that looks at the tasks of one document at a time, as far as they are to be done. Its findings are kept until the document, swarm.yaml or
 * which of its tasks count changes.
 */
export interface TaskRule extends RuleHead {
  readonly scope: 'tasks';
  check(setting: TaskSetting): readonly Finding[];
}

/** A rule whose findings in a document depend on no other document but swarm.yaml, and on which of its tasks count. */
export type KeptRule = DocumentRule | TaskRule;

/** What a rule for a whole world may know of the run: what the rules before it found, and which rules there are. */
export interface LintRun {
  readonly found: readonly Problem[];
  readonly ruleIds: readonly string[];
}

/** A rule that looks at all documents of a world together. */
export interface WorldRule extends RuleHead {
  readonly scope: 'world';
  check(world: World, run: LintRun): readonly Finding[];
}

/** One rule of the linter, with a page of its own in docs/rules. */
export type Rule = KeptRule | WorldRule;
