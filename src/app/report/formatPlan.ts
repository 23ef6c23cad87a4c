import type { PlanAnalysis } from '../../domain/task/analyzePlan.ts';
import type { SwarmPlan } from '../../domain/task/plan.ts';
import { formatTable } from './formatStatus.ts';

/** `s2 plan --json` as SPEC §14 gives it. */
export function planJson(plan: SwarmPlan, analysis: PlanAnalysis): unknown {
  return {
    tasks: plan.tasks.map((task) => ({
      id: task.id,
      title: task.title,
      session: task.session ?? null,
      phase: task.phase ?? null,
      model: task.model ?? null,
      dependsOn: task.dependsOn,
      files: task.files,
      capabilities: task.capabilities,
      priority: task.priority,
      estimate: { hours: task.estimate.hours ?? null, cost: task.estimate.cost ?? null },
      source: task.source,
      ...(task.idle ? { idle: task.idle.kind } : {}),
    })),
    criticalPath: analysis.criticalPath,
    wallClockHours: analysis.wallClockHours,
    cost: analysis.cost,
    verdict: analysis.verdict,
  };
}

/** A plan with its critical path and verdict, as lines. */
export function formatPlan(plan: SwarmPlan, analysis: PlanAnalysis): string {
  const critical = new Set<string>(analysis.criticalPath);
  const planned = plan.tasks.filter((task) => !task.idle);
  const spare = plan.tasks.length - planned.length;
  const rows = planned.map((task) => [
    critical.has(task.id) ? '*' : ' ',
    task.id,
    task.session ?? '-',
    task.estimate.hours === undefined ? '? h' : `${task.estimate.hours} h`,
    task.title + (task.dependsOn.length > 0 ? `  (after ${task.dependsOn.join(', ')})` : ''),
  ]);
  return [
    `${plan.name}: ${planned.length} tasks in ${plan.sessions.length} sessions${spare > 0 ? `, ${spare} for spare time` : ''}`,
    '',
    ...formatTable(rows),
    '',
    `* critical path: ${analysis.criticalPath.join(' > ')}`,
    `At best ${analysis.wallClockHours} h; estimated cost $${analysis.cost.toFixed(2)}.`,
    '',
    analysis.verdict.recommend === 'swarm' ? 'Worth a swarm:' : 'Better done by one agent:',
    ...analysis.verdict.reasons.map((reason) => `  ${reason}`),
  ].join('\n');
}
