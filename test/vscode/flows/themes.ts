import type { Workbench } from '../harness/workbench.ts';

const themes = [
  { shot: 'light', name: 'Light Modern', mark: 'vs' },
  { shot: 'contrast', name: 'Dark High Contrast', mark: 'hc-black' },
  { shot: 'dark', name: 'Dark Modern', mark: 'vs-dark' },
];

/** Takes the same screenshot in a light, a high contrast and a dark theme, and stays in the dark one. */
export async function shotInThemes(workbench: Workbench, name: string): Promise<void> {
  for (const { shot, name: theme, mark } of themes) {
    await workbench.theme(theme, mark);
    await workbench.shot(`${name}-${shot}`);
  }
}
