import type { Brand } from '../../base/brand.ts';

/** Identifies one request for a person's approval, e.g. `A12`; unique within a ledger, as all of these. */
export type ApprovalId = Brand<string, 'ApprovalId'>;
/** Identifies one decision of the sessions, e.g. `D12`. */
export type DecisionId = Brand<string, 'DecisionId'>;
/** Identifies one question of a session, e.g. `Q12`. */
export type QuestionId = Brand<string, 'QuestionId'>;

/** Identifies one request to run a command or reach a host, e.g. `P12`. */
export type PermitId = Brand<string, 'PermitId'>;
/** Identifies something that a session says has come out of its work, e.g. `C12`. */
export type ResultId = Brand<string, 'ResultId'>;
/** Identifies what is said of two results, e.g. `L12`. */
export type LinkId = Brand<string, 'LinkId'>;

export const approvalId = (text: string): ApprovalId => text as ApprovalId;
export const resultId = (text: string): ResultId => text as ResultId;
export const linkId = (text: string): LinkId => text as LinkId;
export const permitId = (text: string): PermitId => text as PermitId;
export const decisionId = (text: string): DecisionId => text as DecisionId;
export const questionId = (text: string): QuestionId => text as QuestionId;
