import { writeFinishedSwarm } from '../harness/finishedSwarm.ts';
import { writeModelSwarm } from '../harness/modelSwarm.ts';
import { writeOutsideSwarm } from '../harness/outsideSwarm.ts';
import { writePayingSwarm } from '../harness/payingSwarm.ts';
import { writeSampleSwarm } from '../harness/sampleSwarm.ts';
import type { Workbench } from '../harness/workbench.ts';
import { costFlows } from './costFlows.ts';
import { documentFlows } from './documentFlows.ts';
import { emptyFolderFlows } from './emptyFolderFlows.ts';
import { languageFlows } from './languageFlows.ts';
import { mcpFlows } from './mcpFlows.ts';
import { modelFlows } from './modelFlows.ts';
import { swarmFlows } from './swarmFlows.ts';
import { trustFlows } from './trustFlows.ts';
import { witnessFlows } from './witnessFlows.ts';

/** Something that a person does, from start to end; it fails by throwing. */
export interface Flow {
  readonly name: string;
  readonly run: (workbench: Workbench, folder: string) => Promise<void>;
}

/** Flows that run in order in one window on a folder of their own. */
export interface FlowGroup {
  readonly name: string;
  readonly prepare: (folder: string) => void;
  readonly flows: readonly Flow[];
}

export const flowGroups: readonly FlowGroup[] = [
  { name: 'in a folder without a plan', prepare: () => undefined, flows: emptyFolderFlows },
  {
    name: 'in a repository with a plan',
    prepare: (folder) => writeSampleSwarm(folder, { mistypedModel: true }),
    flows: [...trustFlows, ...documentFlows, ...languageFlows, ...swarmFlows],
  },
  { name: 'with the ledger of a run that has ended', prepare: writeFinishedSwarm, flows: witnessFlows },
  { name: 'with sessions that pay for their calls', prepare: writePayingSwarm, flows: costFlows },
  { name: 'with a session of an outside agent', prepare: writeOutsideSwarm, flows: mcpFlows },
  { name: 'with a session that works with a model of the editor', prepare: writeModelSwarm, flows: modelFlows },
];
