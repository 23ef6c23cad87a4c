import type { Workbench } from '../harness/workbench.ts';

/** Trusts the workspace as a person does: from the board's own explanation. */
export async function grantTrust({ page }: Workbench): Promise<void> {
  await page.getByRole('button', { name: 'Manage Workspace Trust' }).first().click();
  const editor = page.locator('.workspace-trust-editor');
  await editor.getByRole('button', { name: 'Trust', exact: true }).click();
  await page.getByText('This workspace is not trusted').waitFor({ state: 'detached' });
}
