import { execFileSync } from 'node:child_process';
import type { Workbench } from '../harness/workbench.ts';
import type { Flow } from './flows.ts';

const first = 'INSTRUCTIONS-SESSION-1-PHASE-1.md';
const third = 'INSTRUCTIONS-SESSION-3-PHASE-1.md';
/** Where the third session's first task says what it depends on, 1-based. */
const dependencies = 7;

/** Moves the cursor; what is typed before the list has followed would go to the list. */
async function goTo(workbench: Workbench, line: number, column: number): Promise<void> {
  const { page } = workbench;
  await page.keyboard.press('ControlOrMeta+G');
  await page.keyboard.type(`${line}:${column}`);
  await workbench.quickPickRow(`column ${column}`).waitFor();
  await page.keyboard.press('Enter');
  await page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
  await page.locator('.statusbar-item', { hasText: `Ln ${line}, Col` }).waitFor();
}

/** Puts the plan back as it was committed: a swarm is launched from it afterwards. */
async function restore({ page }: Workbench, folder: string): Promise<void> {
  execFileSync('git', ['checkout', '--quiet', '--', `phases/${first}`, `phases/${third}`], { cwd: folder });
  await page.locator('.view-line', { hasText: 'GREET-1' }).first().waitFor({ state: 'detached' });
}

export const languageFlows: readonly Flow[] = [
  {
    name: 'a dependency is completed while it is typed, with tasks of other files',
    run: async (workbench) => {
      const { page } = workbench;
      await workbench.open(third);
      await goTo(workbench, dependencies, 1);
      await page.keyboard.press('End');
      await page.keyboard.type(', ');
      const widget = page.locator('.suggest-widget.visible');
      await widget.getByText('Translate the greeting').first().waitFor();
      await workbench.shot('completion');
      await page.keyboard.type('trans');
      await widget.locator('.monaco-list-row', { hasText: 'S1.P1.T2' }).first().waitFor();
      await page.keyboard.press('Enter');
      await page.locator('.view-line', { hasText: 'S2.P1.T1, S1.P1.T2' }).first().waitFor();
    },
  },
  {
    name: 'a hover tells of the task that a dependency names',
    run: async (workbench) => {
      const { page } = workbench;
      await goTo(workbench, dependencies, 22);
      await page.keyboard.press('ControlOrMeta+K');
      await page.keyboard.press('ControlOrMeta+I');
      await page.locator('.monaco-hover', { hasText: 'Write the greeting' }).first().waitFor();
      await workbench.shot('hover');
      await page.keyboard.press('Escape');
    },
  },
  {
    name: 'a task is renamed in all files from one of its dependents',
    run: async (workbench) => {
      const { page } = workbench;
      await goTo(workbench, dependencies, 22);
      await page.keyboard.press('F2');
      const box = page.locator('.rename-box input');
      await page.locator('.rename-box input:focus').waitFor();
      await box.fill('GREET-1');
      await workbench.shot('rename');
      await box.press('Enter');
      await page.locator('.view-line', { hasText: 'GREET-1, S2.P1.T1' }).first().waitFor();
      await workbench.open(first);
      await page.locator('.view-line', { hasText: 'GREET-1' }).first().waitFor();
      await workbench.shot('renamed');
    },
  },
  {
    name: 'the outline lists tasks, and a lens offers to launch the phase',
    run: async (workbench, folder) => {
      const { page } = workbench;
      await page.locator('.codelens-decoration', { hasText: 'Launch phase 1' }).first().waitFor();
      await page.keyboard.press('ControlOrMeta+Shift+O');
      await workbench.quickPickRow('S1.P1.T2 Translate the greeting').waitFor();
      await workbench.shot('outline');
      await page.keyboard.press('Escape');
      await restore(workbench, folder);
    },
  },
];
