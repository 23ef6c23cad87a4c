import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { releaseSample } from '../harness/sampleSwarm.ts';
import type { Flow } from './flows.ts';
import { launchSwarm } from './launch.ts';
import { shotInThemes } from './themes.ts';

export const swarmFlows: readonly Flow[] = [
  {
    name: 'launch from the palette fills the board',
    run: async (workbench) => {
      await launchSwarm(workbench);
      await workbench.row(/^Working, \d+ tasks?/).waitFor();
      await workbench.row(/S1\.P1\.T1, Write the greeting, Working/).waitFor();
      await workbench.page.locator('.statusbar-item', { hasText: /S² \d agents?/ }).waitFor();
      await workbench.shot('board-working');
    },
  },
  {
    name: 'Show Why explains a waiting task, from the keyboard alone',
    run: async (workbench) => {
      await workbench.palette('S2: Show Why');
      await workbench.pick('S3.P1.T2');
      await workbench.message(/S3\.P1\.T1/).waitFor();
      await workbench.shot('show-why');
    },
  },
  {
    name: 'the panel of a session streams what its agents print, as text and without colour codes',
    run: async (workbench) => {
      await workbench.palette('S2: Open Session');
      await workbench.pick('session-1');
      const panel = workbench.webview();
      await panel.locator('h1', { hasText: 'session-1' }).waitFor();
      await panel.locator('.line', { hasText: 'step 3 of 50 for out/greeting.txt <b>done</b>' }).waitFor();
      assert.equal(await panel.locator('#transcript b').count(), 0);
      await panel.locator('.line', { hasText: 'step 5 of 50' }).waitFor();
      await workbench.shot('session-streaming');
    },
  },
  {
    name: 'the swarm pauses and resumes from the panel',
    run: async (workbench) => {
      const pause = workbench.webview().locator('#pause');
      await pause.click();
      await workbench.webview().locator('#pause', { hasText: 'Resume swarm' }).waitFor();
      await workbench.page.locator('.statusbar-item', { hasText: 'paused' }).waitFor();
      await workbench.shot('paused');
      await pause.click();
      await workbench.webview().locator('#pause', { hasText: 'Pause swarm' }).waitFor();
    },
  },
  {
    name: 'a costly task waits in the inbox, and begins when a person approves it with the keyboard',
    run: async (workbench) => {
      await workbench.palette('S² Swarm: Focus on Needs You View');
      await workbench.row(/^S2\.P1\.T2 needs you: .*above \$5\.00/).waitFor();
      await workbench.shot('needs-you');
      // A view that has just opened does not keep the focus.
      await workbench.palette('S² Swarm: Focus on Needs You View');
      await workbench.page.keyboard.press('Home');
      await workbench.page
        .locator('.part.sidebar .monaco-list:focus .monaco-list-row.focused', { hasText: 'S2.P1.T2' })
        .waitFor();
      await workbench.page.keyboard.press('Shift+F10');
      await workbench.menu('Approve Task');
      await workbench.row(/^S2\.P1\.T2 needs you/).waitFor({ state: 'detached' });
      await workbench.row(/S2\.P1\.T2, Choose the colours, (Working|Verifying|Done|Ready)/).waitFor();
    },
  },
  {
    name: 'the board can be grouped by session and reached with the keyboard',
    run: async (workbench) => {
      await workbench.palette('S2: Group Board by Session');
      await workbench.showBoard();
      await workbench.page.keyboard.press('End');
      await workbench.row(/^session-3, 2 tasks/).waitFor();
      await workbench.page.keyboard.press('Home');
      await workbench.page.locator('.part.sidebar .monaco-list-row.focused').first().waitFor();
      await workbench.palette('S2: Group Board by Attention');
    },
  },
  {
    name: 'the ledger is verified while the swarm works',
    run: async (workbench) => {
      await workbench.palette('S2: Verify Witness');
      await workbench.message(/The ledger verifies/).waitFor();
    },
  },
  {
    name: 'a window that is reloaded shows the swarm again, whose agents have worked on',
    run: async (workbench, folder) => {
      await workbench.page.reload();
      await workbench.ready();
      await workbench.showBoard();
      await workbench
        .row(/^(Working|Verifying|Waiting|Done), \d+ tasks?/)
        .first()
        .waitFor({ timeout: 60_000 });
      await workbench.page.getByRole('tab', { name: 'session-1', exact: true }).click();
      await workbench.webview().locator('.line', { hasText: 'step 50 of 50' }).waitFor();
      await workbench.shot('reloaded');
      await workbench.page.locator('.statusbar-item', { hasText: /S² \d agents?/ }).waitFor();
      releaseSample(folder);
    },
  },
  {
    name: 'the swarm finishes with every task done, and ends when it is stopped',
    run: async (workbench, folder) => {
      await workbench.row(/^Done, 6 tasks/).waitFor({ timeout: 60_000 });
      await workbench.page.locator('.statusbar-item', { hasText: 'finished' }).waitFor();
      assert.equal(await workbench.page.locator('.notification-list-item .codicon-error').count(), 0);
      await shotInThemes(workbench, 'board');
      const keys = readdirSync(join(folder, '.s2', 'keys')).toSorted();
      assert.deepEqual(
        keys,
        ['id', 'storage', 'tokens.secret', 'witness.pub'],
        'the signing key is in the editor alone',
      );
      await workbench.palette('S2: Stop Swarm');
      await workbench.webview().locator('header', { hasText: 'ended' }).waitFor();
      assert.equal(await workbench.offers('S2: Launch Swarm'), true);
    },
  },
  {
    name: 'its ledger verifies, across the take-over of its lead',
    run: async (workbench) => {
      await workbench.palette('S2: Verify Witness');
      await workbench.message(/The ledger verifies/).waitFor();
    },
  },
];
