import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { silentLog } from '../../src/base/log.ts';
import { loadPlan } from '../../src/entry/loadPlan.ts';
import { PlanWatch } from '../../src/entry/planWatch.ts';
import type { BenchContext, Benchmark } from '../benchmark.ts';
import { median, p95 } from '../statistics.ts';
import { openSwarm } from '../swarm/openSwarm.ts';
import { largePlan } from '../swarm/planDocuments.ts';

/** From the end of the write of a new phase file to the commit that plans its task, in a plan of a few and of many documents. */
export const livePlan: Benchmark = {
  name: 'live-plan',
  rowOfSpec: 'a phase file becomes tasks',
  run: async (context) => {
    const few = await measure(context, 20);
    const many = await measure(context, context.size(1_000, 40));
    const target = { limit: 200, better: 'lower' } as const;
    return {
      figures: [
        { what: '20 documents: write → task planned, median', value: median(few), unit: 'ms', target },
        { what: '20 documents: write → task planned, p95', value: p95(few), unit: 'ms' },
        { what: '1,000 documents: write → task planned, median', value: median(many), unit: 'ms' },
      ],
    };
  },
};

async function measure({ folder, size }: BenchContext, documents: number): Promise<readonly number[]> {
  const root = join(folder, `plan-${documents}`);
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  for (const { path, text } of largePlan(documents)) write(path, text);
  const plan = await loadPlan(root);
  if (!plan.ok) throw new Error(plan.error.message);
  const swarm = await openSwarm(root, plan.value);
  const { coordinator } = swarm;
  const watch = new PlanWatch({ folder: root, desk: coordinator.plan, log: silentLog });
  await watch.ready();
  const delays: number[] = [];
  for (let at = 0; at < size(20, 2); at += 1) {
    const before = coordinator.state.sequence;
    const planned = new Promise<number>((resolve) => {
      const follows = coordinator.subscribe(before, () => {
        follows.dispose();
        resolve(performance.now());
      });
    });
    write(`INSTRUCTIONS-SESSION-1-PHASE-${100 + at}.md`, phaseOf(100 + at));
    const from = performance.now();
    delays.push((await planned) - from);
  }
  await watch.close();
  swarm.close();
  return delays;
}

function phaseOf(phase: number): string {
  return `# Session 1 (Part 1) - Phase ${phase}\n\n## Task 1: More (Haiku)\nMore of it.\n- **File:** more-${phase}.md\n- **Run:** \`make\`\n- **Verify:** \`test -s more-${phase}.md\`\n\n**Completion:** commit\n`;
}
