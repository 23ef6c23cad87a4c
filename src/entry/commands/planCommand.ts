import { formatPlan, planJson } from '../../app/report/formatPlan.ts';
import { analyzePlan } from '../../domain/task/analyzePlan.ts';
import { loadPlan, swarmFolder } from '../loadPlan.ts';
import { exitCodes, say, sayJson, sayProblem, type CommandContext } from './command.ts';

/** `s2 plan`: the tasks, the critical path, and whether a swarm is worth it. */
export async function plan(context: CommandContext): Promise<number> {
  const loaded = await loadPlan(await swarmFolder(context.folder));
  if (!loaded.ok) return sayProblem(loaded.error, context);
  const analysis = analyzePlan(loaded.value);
  if (context.json) sayJson(planJson(loaded.value, analysis));
  else say(formatPlan(loaded.value, analysis));
  return exitCodes.ok;
}
