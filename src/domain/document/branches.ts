import type { ManifestSession } from './swarmManifest.ts';

/** The branch of a session; a `*` in it stands for the session's id. */
export function branchOf(session: ManifestSession): string {
  return session.branch.value.replaceAll('*', session.id);
}
