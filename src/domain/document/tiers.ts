import type { SwarmManifest } from './swarmManifest.ts';
import { usualTiers } from './taskText.ts';

/** The model tiers that tasks may name: those of swarm.yaml, or the usual ones when it states none. */
export function knownTiers(manifest: SwarmManifest | undefined): readonly string[] {
  return manifest && manifest.models.length > 0 ? manifest.models : usualTiers;
}

/** The tier that a text means, regardless of case; undefined when there is none. */
export function tierOf(text: string, tiers: readonly string[]): string | undefined {
  const lower = text.toLowerCase();
  return tiers.find((tier) => tier === text) ?? tiers.find((tier) => tier.toLowerCase() === lower);
}
