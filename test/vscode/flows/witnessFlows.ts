import assert from 'node:assert/strict';
import { hostileWords, spoilLedger } from '../harness/finishedSwarm.ts';
import type { Workbench } from '../harness/workbench.ts';
import type { Flow } from './flows.ts';
import { shotInThemes } from './themes.ts';
import { grantTrust } from './trust.ts';

const focusWitness = 'S² Swarm: Focus on Witness View';

/** Nothing that a ledger holds may have become an element or a link. */
async function assertPlain({ page }: Workbench): Promise<void> {
  const places = '.part.sidebar, .part.editor, .monaco-hover, .notifications-toasts';
  for (const what of ['b', 'a[href^="command:"]', 'a[data-href^="command:"]', '.codicon-flame'])
    assert.equal(await page.locator(places).locator(what).count(), 0, what);
}

/** Makes room for the view that is looked at: rows that do not fit are not there. */
async function collapse({ page }: Workbench, view: string): Promise<void> {
  const header = page.locator('.part.sidebar .pane-header.expanded', { hasText: view });
  await header.click();
  await header.waitFor({ state: 'detached' });
}

export const witnessFlows: readonly Flow[] = [
  {
    name: 'without trust the ledger is not read, and with trust its head and entries are shown',
    run: async (workbench) => {
      await workbench.palette(focusWitness);
      await workbench.page.getByText('read only in a trusted workspace').waitFor();
      await grantTrust(workbench);
      await workbench.palette(focusWitness);
      for (const other of ['Task Board', 'Sessions']) await collapse(workbench, other);
      await workbench.row(/^Ledger with \d+ entries/).waitFor();
      await workbench.row(/^Last checkpoint: entry \d+/).waitFor();
      await workbench.row(/^Signed by: s2\.local\+[0-9a-f]{8}/).waitFor();
      await workbench.row(/^Anchored: entry \d+ in refs\/notes\/s2-witness/).waitFor();
      await workbench.row(/^Not verified in this window/).waitFor();
      await workbench.row(/^Entry \d+: S1\.P1\.T2 merged as/).waitFor();
    },
  },
  {
    name: 'the ledger is verified from the palette',
    run: async (workbench) => {
      await workbench.palette('S2: Verify Witness');
      await workbench.row(/^Verified\. \d+ entries, \d+ signed checkpoints, \d+ anchors? agrees?/).waitFor();
      await workbench.message(/The ledger verifies/).waitFor();
      await shotInThemes(workbench, 'witness');
    },
  },
  {
    name: 'entries are grouped by task',
    run: async (workbench) => {
      await workbench.palette('S2: Group Witness by Task');
      await workbench.row(/^S1\.P1\.T1, \d+ entries/).waitFor();
      await workbench.shot('witness-by-task');
      await workbench.palette('S2: Group Witness by Time');
      await workbench.row(/^Entry \d+: S1\.P1\.T2 merged as/).waitFor();
    },
  },
  {
    name: 'the history of a task opens from the keyboard alone, as plain text whatever agents said',
    run: async (workbench) => {
      await workbench.palette('S2: Show Task History');
      await workbench.pick('S1.P1.T1');
      await workbench.page.locator('.tab.active', { hasText: 'History of S1.P1.T1.txt' }).waitFor();
      const line = workbench.page.locator('.view-line', { hasText: 'session-1 claimed S1.P1.T1' }).first();
      await line.waitFor();
      await workbench.page.locator('.view-line', { hasText: 'provider command, model haiku' }).first().waitFor();
      await workbench.page.locator('.view-line', { hasText: '[stop it](command:s2.stopSwarm) <b>bold</b>' }).waitFor();
      await assertPlain(workbench);
      await shotInThemes(workbench, 'witness-history');
    },
  },
  {
    name: 'an entry that holds hostile words shows them as text, in its row and its hover',
    run: async (workbench) => {
      const row = workbench.row(/^Entry \d+: S1\.P1\.T2 failed, will be tried again/);
      await row.scrollIntoViewIfNeeded();
      assert.ok((await row.textContent())?.includes(hostileWords));
      await row.hover();
      await workbench.page.locator('.monaco-hover', { hasText: 'command:s2.stopSwarm' }).first().waitFor();
      await workbench.shot('witness-hostile');
      await assertPlain(workbench);
    },
  },
  {
    name: 'a proof of an entry is copied',
    run: async (workbench) => {
      await workbench.palette('S2: Copy Inclusion Proof');
      await workbench.page.locator('.quick-input-widget', { hasText: 'Number of the entry to prove' }).waitFor();
      await workbench.page.keyboard.press('Enter');
      await workbench.message(/is in the clipboard/).waitFor();
    },
  },
  {
    name: 'a ledger that somebody changed is named with its first bad entry',
    run: async (workbench, folder) => {
      spoilLedger(folder, 5);
      await workbench.palette('S2: Verify Witness');
      await workbench.row(/^Does not verify\. Entry 5 was altered/).waitFor();
      await workbench.shot('witness-altered');
    },
  },
];
