import type { Workbench } from '../harness/workbench.ts';

/** Launches the swarm of the window; where its commands cannot be confined the editor asks, and is told to go on. */
export async function launchSwarm(workbench: Workbench): Promise<void> {
  await workbench.palette('S2: Launch Swarm');
  const question = workbench.page.locator('.monaco-dialog-box', { hasText: 'sandbox' });
  await question.or(workbench.row(/./).first()).first().waitFor();
  if (!(await question.isVisible())) return;
  await workbench.shot('without-a-sandbox');
  await question.getByRole('button', { name: 'Launch Without Sandbox' }).click();
}
