import type { Estimate, UnblockRecipe } from '../task/plan.ts';
import type { DocumentKind } from './documentKind.ts';
import type { DocumentName, PhaseSpan } from './documentName.ts';
import type { YamlNode } from './parsers.ts';
import type { Problem } from './problem.ts';
import type { Located, Range } from './range.ts';
import type { SourceText } from './sourceText.ts';
import type { SwarmManifest } from './swarmManifest.ts';
import type { TaskWord } from './taskWord.ts';

/** `canonical` is what this tool writes; `legacy` is what people have, read leniently. */
export type Dialect = 'canonical' | 'legacy';

/** How a task was written. */
export type TaskShape = 'heading' | 'row' | 'line' | 'item';

/** A dependency, command or deliverable as written, without its marks. */
export type Written = Located<string>;

/** An estimate as written; `value` holds what could be read of it. */
export interface WrittenEstimate extends Located<Estimate> {
  readonly text: string;
}

/** A task id; `implicit` when it is not written but follows from session, phase and number. */
export interface WrittenId extends Located<string> {
  readonly implicit: boolean;
}

/** One task as a document states it. */
export interface TaskNode {
  readonly id: WrittenId;
  readonly title: Written;
  /** The session as written, e.g. `1`, `CLI` or `session-4`; absent when nobody is named. */
  readonly session?: Written;
  readonly phase?: Located<number>;
  readonly model?: Written;
  readonly files: readonly Written[];
  readonly dependsOn: readonly Written[];
  readonly capabilities: readonly Written[];
  readonly priority?: Written;
  readonly estimate?: WrittenEstimate;
  readonly run?: Written;
  readonly verify: readonly Written[];
  readonly unblock?: Located<UnblockRecipe>;
  readonly status?: Located<TaskWord>;
  /** A status as written that is no known word or sign. */
  readonly strangeStatus?: Written;
  /** What to do, without the heading and the fields. */
  readonly brief: string;
  readonly shape: TaskShape;
  /** Heading, row or line that names the task. */
  readonly range: Range;
  /** Everything that belongs to the task, its heading included. */
  readonly body: Range;
}

/** A `**Key:** value` line. `key` is lower case. */
export interface Field {
  readonly key: string;
  readonly keyRange: Range;
  readonly value: Written;
  /** Whether it stands in a list, as the fields of a canonical task do. */
  readonly bulleted: boolean;
}

/** The session and phases that a document's first heading names. */
export interface DocumentHeading {
  readonly range: Range;
  readonly session?: Written;
  readonly phases?: Located<PhaseSpan>;
}

/** Something that a lenient reading took for granted. */
export interface Guess {
  readonly message: string;
  readonly range: Range;
}

/** A document of a swarm with everything that could be read of it. */
export interface SwarmDocument {
  /** Workspace-relative, forward slashes. */
  readonly path: string;
  readonly kind: DocumentKind;
  readonly dialect: Dialect;
  readonly name: DocumentName;
  readonly source: SourceText;
  readonly heading?: DocumentHeading;
  readonly tasks: readonly TaskNode[];
  /** Fields that belong to the document as a whole: `blocked on`, `idle tasks`, `completion`, `status` … */
  readonly fields: readonly Field[];
  /** Fields of tasks and of the document whose key is none of ours. */
  readonly strangeFields: readonly Field[];
  /** Fenced code blocks by their lines, fences included. */
  readonly fences: readonly Range[];
  readonly guesses: readonly Guess[];
  /** What could not be read. */
  readonly problems: readonly Problem[];
  readonly manifest?: SwarmManifest;
  /** Whether a swarm.yaml is no YAML: then nothing that it seems to say or lack is worth a finding. */
  readonly broken?: true;
  /** The positioned tree of a swarm.yaml. */
  readonly yaml?: YamlNode;
}
