import { brokenPhaseFile } from '../harness/sampleSwarm.ts';
import type { Flow } from './flows.ts';
import { shotInThemes } from './themes.ts';

export const documentFlows: readonly Flow[] = [
  {
    name: 'a mistyped model is underlined, listed as a problem, and mended by its quick fix from the keyboard',
    run: async (workbench) => {
      const { page } = workbench;
      await workbench.open(brokenPhaseFile);
      await page.locator('.squiggly-error, .squiggly-warning').first().waitFor();
      await page.keyboard.press('ControlOrMeta+Shift+M');
      await page.locator('.markers-panel').getByText('Haikku').first().waitFor();
      await shotInThemes(workbench, 'diagnostics');
      await page.keyboard.press('ControlOrMeta+1');
      await page.keyboard.press('ControlOrMeta+G');
      await page.keyboard.type('3:28');
      await page.keyboard.press('Enter');
      await page.keyboard.press('ControlOrMeta+.');
      await page.locator('.action-widget', { hasText: 'Replace with Haiku' }).waitFor();
      await workbench.shot('quick-fix');
      await page.keyboard.press('Enter');
      await page.locator('.view-line', { hasText: '(Haiku)' }).first().waitFor();
      await page.locator('.squiggly-error').first().waitFor({ state: 'detached' });
      await page.keyboard.press('ControlOrMeta+S');
      await page.locator('.tab.active.dirty').waitFor({ state: 'detached' });
      await page.keyboard.press('ControlOrMeta+J');
    },
  },
];
