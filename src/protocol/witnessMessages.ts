import * as z from 'zod';
import { exportedBundleSchema, witnessHistorySchema, witnessVerdictSchema } from './witnessView.ts';

const folder = z.string().min(1);

/** From a window to a witness process: the one question that it is there for. Paths are absolute. */
export const witnessQuestionSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('verify'), folder }),
  z.object({ type: z.literal('history'), folder, task: z.string().min(1).max(500) }),
  z.object({ type: z.literal('prove'), folder, sequence: z.number().int().min(1) }),
  z.object({ type: z.literal('export'), folder, file: z.string().min(1) }),
]);
export type WitnessQuestion = z.infer<typeof witnessQuestionSchema>;

/** From a witness process: how far it is, then one answer. */
export const witnessAnswerSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('progress'), message: z.string().max(500) }),
  z.object({ type: z.literal('verify'), value: witnessVerdictSchema }),
  z.object({ type: z.literal('history'), value: witnessHistorySchema }),
  z.object({ type: z.literal('prove'), value: z.string() }),
  z.object({ type: z.literal('export'), value: exportedBundleSchema }),
  z.object({ type: z.literal('problem'), code: z.string().max(100), message: z.string() }),
]);
export type WitnessAnswer = z.infer<typeof witnessAnswerSchema>;
