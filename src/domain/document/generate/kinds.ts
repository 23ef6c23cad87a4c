import { generateAgentsFile } from './agentsFile.ts';
import { generateBlockerMatrix } from './blockerMatrix.ts';
import { generateCoordinationMatrix } from './coordinationMatrix.ts';
import { generateHandovers } from './handover.ts';
import { generateMultiSessionStatus } from './multiSessionStatus.ts';
import { generateNextTasks } from './nextTasks.ts';
import { generatePhaseStatus } from './phaseStatus.ts';
import { generateProgressTracker } from './progressTracker.ts';
import { generateSessionPrompts } from './sessionPrompts.ts';
import { generateStatus } from './statusDocument.ts';
import type { GeneratedDocument, Generation } from './subject.ts';
import { generateTaskBoard } from './taskBoard.ts';

/** Kinds of generated documents by the names that people use for them. */
const generators = {
  status: generateStatus,
  'phase-status': generatePhaseStatus,
  board: generateTaskBoard,
  matrix: generateCoordinationMatrix,
  blockers: generateBlockerMatrix,
  'multi-session-status': generateMultiSessionStatus,
  'next-tasks': generateNextTasks,
  progress: generateProgressTracker,
  handover: generateHandovers,
  agents: generateAgentsFile,
  prompt: generateSessionPrompts,
} satisfies Readonly<Record<string, (generation: Generation) => readonly GeneratedDocument[]>>;

export type GeneratedKind = keyof typeof generators;

/** Every kind, in the order in which they are written. */
export const generatedKinds = Object.keys(generators) as readonly GeneratedKind[];

/** What says nothing of a run: it is the same wherever the plan is the same. */
export const planKinds: readonly GeneratedKind[] = ['agents', 'prompt'];

/** Makes the documents of the kinds; the same input gives the same bytes. */
export function generateDocuments(
  generation: Generation,
  kinds: readonly GeneratedKind[] = generatedKinds,
): readonly GeneratedDocument[] {
  return generatedKinds.filter((kind) => kinds.includes(kind)).flatMap((kind) => generators[kind](generation));
}
