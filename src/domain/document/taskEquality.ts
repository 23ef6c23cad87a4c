import type { SwarmDocument, TaskNode, Written } from './model.ts';

/** Whether two documents state the same tasks, wherever and however they are written; blanks and quotation marks in briefs do not count. */
export function haveSameTasks(a: readonly TaskNode[], b: readonly TaskNode[]): boolean {
  return a.length === b.length && a.every((task, index) => fingerprint(task) === fingerprint(b[index]));
}

/** Whether the fields that speak of a whole document are the same in both. */
export function haveSameFields(a: SwarmDocument, b: SwarmDocument): boolean {
  const show = ({ fields }: SwarmDocument): string =>
    JSON.stringify(fields.map(({ key, value }) => [key, value.value]));
  return show(a) === show(b);
}

/** Everything that a task states, without its places. */
function fingerprint(task: TaskNode | undefined): string {
  if (!task) return '';
  const texts = (written: readonly Written[]): readonly string[] => written.map(({ value }) => value);
  const { hours, cost } = task.estimate?.value ?? {};
  return JSON.stringify([
    task.id.value,
    task.title.value,
    task.session?.value,
    task.phase?.value,
    task.model?.value,
    texts(task.files),
    texts(task.dependsOn),
    texts(task.capabilities),
    task.priority?.value,
    hours === undefined ? undefined : Math.round(hours * 3_600),
    cost,
    task.run?.value,
    texts(task.verify),
    task.unblock?.value,
    task.status?.value,
    plainBrief(task.brief),
  ]);
}

function plainBrief(brief: string): string {
  return brief
    .split('\n')
    .map((line) => line.replace(/^\s*>\s?/, '').trim())
    .filter((line) => line !== '' && line !== '---')
    .join('\n');
}
