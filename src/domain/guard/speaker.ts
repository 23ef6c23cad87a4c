import type { SessionId } from '../task/ids.ts';

/** Who says something: a person by name, or a session. */
export type Speaker =
  | { readonly kind: 'person'; readonly name: string }
  | { readonly kind: 'session'; readonly session: SessionId };

export function nameOfSpeaker(speaker: Speaker): string {
  return speaker.kind === 'person' ? speaker.name : speaker.session;
}
