import type { SessionId } from '../task/ids.ts';

/** Who says something: a person by name, a session, or the swarm itself. */
export type Speaker =
  | { readonly kind: 'person'; readonly name: string }
  | { readonly kind: 'session'; readonly session: SessionId }
  | { readonly kind: 'swarm' };

export function nameOfSpeaker(speaker: Speaker): string {
  switch (speaker.kind) {
    case 'person':
      return speaker.name;
    case 'session':
      return speaker.session;
    case 'swarm':
      return 'the swarm';
  }
}
