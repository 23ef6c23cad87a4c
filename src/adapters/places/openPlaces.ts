import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import type { WorktreePlaces } from '../../app/ports/worktreePlaces.ts';
import { toSafeName } from '../../domain/agent/refName.ts';
import { takePorts, type HeldLock, type PortRange } from './portRanges.ts';
import { openPrivateFolder } from './privateFolder.ts';
import { makeTemporary, remakeTemporary, removeTemporary } from './temporaryFolder.ts';

export interface PlacesOptions {
  /** The swarm's `.s2` folder. */
  readonly stateFolder: string;
  readonly acquire: (file: string) => HeldLock | undefined;
  /** Instead of the system's temporary folder. */
  readonly temporary?: string;
}

interface Place {
  readonly temporary: string;
  readonly ports: PortRange | undefined;
}

/** Opens the places of this process's worktrees; each is taken when it is first asked for. */
export function openPlaces(options: PlacesOptions): WorktreePlaces {
  const places = new Map<string, Promise<Place>>();
  return {
    environmentOf: async (worktree, ports) => {
      const known = places.get(worktree) ?? takePlace(worktree, ports, options);
      places.set(worktree, known);
      try {
        const place = await known;
        await remakeTemporary(place.temporary);
        return describe(place);
      } catch (error) {
        places.delete(worktree);
        throw error;
      }
    },
    close: async () => {
      const taken = [...places.values()];
      places.clear();
      for (const place of await Promise.allSettled(taken)) {
        if (place.status === 'rejected') continue;
        place.value.ports?.release();
        await removeTemporary(place.value.temporary);
      }
    },
  };
}

async function takePlace(worktree: string, count: number, options: PlacesOptions): Promise<Place> {
  const { stateFolder, acquire, temporary: base } = options;
  const temporary = await makeTemporary(join(stateFolder, 'tmp'), worktree.split('~').map(toSafeName).join('~'), base);
  if (count === 0) return { temporary, ports: undefined };
  const folder = join(await openPrivateFolder(base), 'ports');
  const owner = `${await realpath(stateFolder)}\0${worktree}`;
  return { temporary, ports: await takePorts(owner, count, { folder, acquire }) };
}

function describe({ temporary, ports }: Place): Readonly<Record<string, string>> {
  const folders = { TMPDIR: temporary, TMP: temporary, TEMP: temporary };
  if (!ports) return folders;
  const base = String(ports.base);
  return { ...folders, S2_PORT_BASE: base, S2_PORT_COUNT: String(ports.count), PORT: base };
}
