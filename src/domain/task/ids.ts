import type { Brand } from '../../base/brand.ts';

/** Identifies one task of a swarm, e.g. `S1.P3.T2`. */
export type TaskId = Brand<string, 'TaskId'>;
/** Identifies one coordinator session of a swarm, e.g. `session-1`. */
export type SessionId = Brand<string, 'SessionId'>;
/** Identifies one reported blocker; unique within a ledger. */
export type BlockerId = Brand<string, 'BlockerId'>;
/** Identifies money set aside for one call; unique within a ledger. */
export type ReservationId = Brand<string, 'ReservationId'>;

export const taskId = (text: string): TaskId => text as TaskId;
export const sessionId = (text: string): SessionId => text as SessionId;
export const blockerId = (text: string): BlockerId => text as BlockerId;
export const reservationId = (text: string): ReservationId => text as ReservationId;
