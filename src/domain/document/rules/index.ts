import type { Rule } from '../rule.ts';
import { agentProgram } from './agentProgram.ts';
import { blockedOnItself } from './blockedOnItself.ts';
import { blockedOnNoTask } from './blockedOnNoTask.ts';
import { blockedWithoutIdle } from './blockedWithoutIdle.ts';
import { blockedWithoutReason } from './blockedWithoutReason.ts';
import { blockedWithoutWhom } from './blockedWithoutWhom.ts';
import { blockerRefusesHelp } from './blockerRefusesHelp.ts';
import { boardContradictsLedger } from './boardContradictsLedger.ts';
import { boardContradictsPlan } from './boardContradictsPlan.ts';
import { boardDependencyCycle } from './boardDependencyCycle.ts';
import { boardUnknownDependency } from './boardUnknownDependency.ts';
import { boardUnknownOwner } from './boardUnknownOwner.ts';
import { boardUnknownStatus } from './boardUnknownStatus.ts';
import { branchCollision } from './branchCollision.ts';
import { budgetTooSmall } from './budgetTooSmall.ts';
import { capabilityForm } from './capabilityForm.ts';
import { completeWithoutEvidence } from './completeWithoutEvidence.ts';
import { contractWithoutSession } from './contractWithoutSession.ts';
import { dependencyCycle } from './dependencyCycle.ts';
import { duplicateDeliverable } from './duplicateDeliverable.ts';
import { duplicateDependency } from './duplicateDependency.ts';
import { duplicateFile } from './duplicateFile.ts';
import { duplicateRow } from './duplicateRow.ts';
import { duplicateTaskId } from './duplicateTaskId.ts';
import { duplicateVerify } from './duplicateVerify.ts';
import { fileNameMismatch } from './fileNameMismatch.ts';
import { homePath } from './homePath.ts';
import { idleNotHelping } from './idleNotHelping.ts';
import { idleSession } from './idleSession.ts';
import { idleWork } from './idleWork.ts';
import { impossiblePolicy } from './impossiblePolicy.ts';
import { laterPhaseDependency } from './laterPhaseDependency.ts';
import { legacyKey } from './legacyKey.ts';
import { legacyShape } from './legacyShape.ts';
import { manyCapabilities } from './manyCapabilities.ts';
import { missingCompletion } from './missingCompletion.ts';
import { missingDeliverable } from './missingDeliverable.ts';
import { missingDescription } from './missingDescription.ts';
import { missingEstimate } from './missingEstimate.ts';
import { missingModel } from './missingModel.ts';
import { missingPrice } from './missingPrice.ts';
import { missingRun } from './missingRun.ts';
import { missingVerify } from './missingVerify.ts';
import { noAgents } from './noAgents.ts';
import { noPlan } from './noPlan.ts';
import { noTasks } from './noTasks.ts';
import { nobodyCapable } from './nobodyCapable.ts';
import { notCapable } from './notCapable.ts';
import { notEnforced } from './notEnforced.ts';
import { overBudget } from './overBudget.ts';
import { overTaskLimit } from './overTaskLimit.ts';
import { pathOutside } from './pathOutside.ts';
import { phaseHashMismatch } from './phaseHashMismatch.ts';
import { pollingLoop } from './pollingLoop.ts';
import { reservedPath } from './reservedPath.ts';
import { rowWithoutId } from './rowWithoutId.ts';
import { secret } from './secret.ts';
import { skippedPhase } from './skippedPhase.ts';
import { stale } from './stale.ts';
import { statusContradictsLedger } from './statusContradictsLedger.ts';
import { statusSchema } from './statusSchema.ts';
import { supersededReference } from './supersededReference.ts';
import { swarmSchema } from './swarmSchema.ts';
import { unknownCapability } from './unknownCapability.ts';
import { unknownDependency } from './unknownDependency.ts';
import { unknownField } from './unknownField.ts';
import { unknownKind } from './unknownKind.ts';
import { unknownModel } from './unknownModel.ts';
import { unknownPriority } from './unknownPriority.ts';
import { unknownRule } from './unknownRule.ts';
import { unknownSession } from './unknownSession.ts';
import { unknownState } from './unknownState.ts';
import { unknownTier } from './unknownTier.ts';
import { unmatchedGlob } from './unmatchedGlob.ts';
import { unparsableEstimate } from './unparsableEstimate.ts';
import { unreadable } from './unreadable.ts';
import { unsafeGlob } from './unsafeGlob.ts';
import { unusableTaskId } from './unusableTaskId.ts';
import { unusedSuppression } from './unusedSuppression.ts';
import { verifyCannotFail } from './verifyCannotFail.ts';
import { worktreeCopy } from './worktreeCopy.ts';

/** Every rule by family, in the order in which they run; the last one looks at what the others found. */
export const rules: readonly Rule[] = [
  unreadable,
  unknownKind,
  legacyShape,
  swarmSchema,
  agentProgram,
  branchCollision,
  noPlan,
  notEnforced,
  budgetTooSmall,
  capabilityForm,
  contractWithoutSession,
  idleSession,
  impossiblePolicy,
  legacyKey,
  missingPrice,
  noAgents,
  unknownRule,
  unknownTier,
  unmatchedGlob,
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
  duplicateDependency,
  duplicateFile,
  duplicateVerify,
  homePath,
  manyCapabilities,
  missingCompletion,
  missingDescription,
  reservedPath,
  secret,
  unknownCapability,
  unparsableEstimate,
  unsafeGlob,
  verifyCannotFail,
  worktreeCopy,
  blockedOnItself,
  blockedOnNoTask,
  blockedWithoutIdle,
  blockerRefusesHelp,
  duplicateDeliverable,
  idleNotHelping,
  laterPhaseDependency,
  missingModel,
  nobodyCapable,
  overBudget,
  overTaskLimit,
  skippedPhase,
  supersededReference,
  boardUnknownDependency,
  rowWithoutId,
  boardContradictsLedger,
  boardContradictsPlan,
  boardDependencyCycle,
  boardUnknownOwner,
  boardUnknownStatus,
  duplicateRow,
  blockedWithoutReason,
  blockedWithoutWhom,
  completeWithoutEvidence,
  phaseHashMismatch,
  stale,
  statusContradictsLedger,
  statusSchema,
  unknownState,
  unusedSuppression,
];
