import type { Rule } from '../rule.ts';
import { boardUnknownDependency } from './boardUnknownDependency.ts';
import { branchCollision } from './branchCollision.ts';
import { dependencyCycle } from './dependencyCycle.ts';
import { duplicateTaskId } from './duplicateTaskId.ts';
import { fileNameMismatch } from './fileNameMismatch.ts';
import { idleWork } from './idleWork.ts';
import { legacyShape } from './legacyShape.ts';
import { missingDeliverable } from './missingDeliverable.ts';
import { missingEstimate } from './missingEstimate.ts';
import { missingRun } from './missingRun.ts';
import { missingVerify } from './missingVerify.ts';
import { noPlan } from './noPlan.ts';
import { noTasks } from './noTasks.ts';
import { notCapable } from './notCapable.ts';
import { notEnforced } from './notEnforced.ts';
import { pathOutside } from './pathOutside.ts';
import { pollingLoop } from './pollingLoop.ts';
import { rowWithoutId } from './rowWithoutId.ts';
import { swarmSchema } from './swarmSchema.ts';
import { unknownDependency } from './unknownDependency.ts';
import { unknownField } from './unknownField.ts';
import { unknownKind } from './unknownKind.ts';
import { unknownModel } from './unknownModel.ts';
import { unknownPriority } from './unknownPriority.ts';
import { unknownSession } from './unknownSession.ts';
import { unreadable } from './unreadable.ts';
import { unusableTaskId } from './unusableTaskId.ts';

/** Every rule, in the order in which they run. */
export const rules: readonly Rule[] = [
  unreadable,
  unknownKind,
  legacyShape,
  swarmSchema,
  branchCollision,
  noPlan,
  notEnforced,
  fileNameMismatch,
  noTasks,
  duplicateTaskId,
  unusableTaskId,
  unknownSession,
  unknownDependency,
  dependencyCycle,
  unknownModel,
  unknownPriority,
  unknownField,
  notCapable,
  missingRun,
  idleWork,
  missingVerify,
  missingDeliverable,
  missingEstimate,
  pathOutside,
  pollingLoop,
  boardUnknownDependency,
  rowWithoutId,
];
