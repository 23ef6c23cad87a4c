import type { SwarmDocument } from '../model.ts';
import { comparePositions, type Located, type Position, type Range } from '../range.ts';
import type { ManifestSession } from '../swarmManifest.ts';
import type { PlacedTask } from '../world.ts';

/**
 * How a text stands to the task it names: it states the task (`definition`), states it without writing its id (`implicit`, the range is the
 * heading), shows a task that another document states (`view`), or refers to it.
 */
export type TaskRole = 'definition' | 'implicit' | 'view' | 'reference';

/** A stretch of a document that names something which has a place of its own. */
export type Mention =
  | {
      readonly kind: 'task';
      readonly range: Range;
      readonly text: string;
      readonly role: TaskRole;
      /** Undefined when no document states such a task. */
      readonly target?: PlacedTask;
    }
  | {
      readonly kind: 'session';
      readonly range: Range;
      readonly text: string;
      readonly isDefinition: boolean;
      readonly target?: ManifestSession;
    }
  | {
      readonly kind: 'model' | 'capability' | 'rule';
      readonly range: Range;
      readonly text: string;
      readonly isDefinition: boolean;
    };

/** Names are the same regardless of case; two mentions with one key mean the same thing. */
export function mentionKey(mention: Mention): string {
  const { kind } = mention;
  if (kind === 'task') return `task ${(mention.target?.task.id.value ?? mention.text).toLowerCase()}`;
  if (kind === 'session') return `session ${(mention.target?.id ?? mention.text).toLowerCase()}`;
  return `${kind} ${mention.text.toLowerCase()}`;
}

/** Whether a position lies in a range or at its end, where the cursor stands after a word. */
export function touches({ start, end }: Range, position: Position): boolean {
  return comparePositions(start, position) <= 0 && comparePositions(position, end) <= 0;
}

/** The stretch within `range` that holds exactly `value`; undefined when marks or a guess stand between the text and the value. */
export function exactRange({ source }: SwarmDocument, { value, range }: Located<string>): Range | undefined {
  if (value === '' || range.start.line !== range.end.line) return undefined;
  const { line, character } = range.start;
  const at = source.line(line).slice(character, range.end.character).indexOf(value);
  if (at < 0) return undefined;
  return { start: { line, character: character + at }, end: { line, character: character + at + value.length } };
}
