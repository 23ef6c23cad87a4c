import { readdir } from 'node:fs/promises';
import { staysInside } from '../../domain/document/identifiers.ts';
import type { ReadYaml } from '../../domain/document/parsers.ts';
import type { Problem } from '../../domain/document/problem.ts';
import { documentStart } from '../../domain/document/range.ts';
import { SourceText } from '../../domain/document/sourceText.ts';
import { readManifest } from '../../domain/document/swarmManifest.ts';
import { findDocuments, readDocuments, type FoundDocuments } from './findDocuments.ts';

/** The texts of a swarm: its swarm.yaml first, then the documents that it names. `swarm` is absent when there is none. */
export interface SwarmFolder extends FoundDocuments {
  /** Name of the swarm file in the folder. */
  readonly swarm?: string;
}

const swarmFiles: readonly string[] = ['swarm.yaml', 'swarm.yml'];

/**
 * Reads swarm.yaml and the documents that its globs name, by path relative to the folder. Globs that lead out of the folder
 * are not followed, which is a finding of `swarm/schema`. Rejects when the folder cannot be listed.
 */
export async function readSwarmFolder(folder: string, readYaml: ReadYaml): Promise<SwarmFolder> {
  const entries = await readdir(folder);
  const swarm = swarmFiles.find((name) => entries.includes(name));
  if (!swarm) {
    return {
      documents: [],
      problems: [problem('swarm.yaml', 'This folder has no swarm.yaml; create one with `s2 init`.')],
    };
  }
  const own = await readDocuments(folder, [swarm]);
  const root = readYaml(new SourceText(own.documents[0]?.text ?? '')).root;
  const globs = root ? readManifest(root).documents : [];
  const inside = globs.filter((glob) => staysInside(glob.value)).map((glob) => glob.value);
  const paths = (await findDocuments(folder, inside)).filter((path) => path !== swarm);
  const named = await readDocuments(folder, paths);
  return {
    swarm,
    documents: [...own.documents, ...named.documents],
    problems: [...own.problems, ...named.problems],
  };
}

function problem(file: string, message: string): Problem {
  return { rule: 'swarm/schema', severity: 'error', message, file, range: documentStart };
}
