import assert from 'node:assert/strict';
import { ask, pay } from '../harness/payingSwarm.ts';
import type { Workbench } from '../harness/workbench.ts';
import type { Flow } from './flows.ts';
import { launchSwarm } from './launch.ts';
import { shotInThemes } from './themes.ts';
import { grantTrust } from './trust.ts';

const focusCosts = 'S² Swarm: Focus on Costs View';
const focusInbox = 'S² Swarm: Focus on Needs You View';

/** Chooses from the context menu of a row that the keyboard has reached. */
async function choose(workbench: Workbench, row: RegExp, item: string): Promise<void> {
  await workbench.row(row).click({ button: 'right' });
  await workbench.menu(item);
}

/** Shows one view alone: rows that do not fit are not there. */
async function alone({ page }: Workbench, view: string): Promise<void> {
  const others = page.locator('.part.sidebar .pane-header.expanded').filter({ hasNotText: view });
  while ((await others.count()) > 0) {
    const before = await others.count();
    await others.first().click();
    await others.nth(before - 1).waitFor({ state: 'detached' });
  }
}

export const costFlows: readonly Flow[] = [
  {
    name: 'the cost view says what to do before anything was spent',
    run: async (workbench) => {
      await workbench.showBoard();
      await grantTrust(workbench);
      await workbench.palette(focusCosts);
      await workbench.page.getByText('by session, task, model, phase and day').waitFor();
      await workbench.shot('costs-empty');
      await launchSwarm(workbench);
      await workbench.row(/S1\.P1\.T1, Write the greeting, Ready/).waitFor();
    },
  },
  {
    name: 'what outside agents spend is shown at once, by everything that it is told by',
    run: async (workbench, folder) => {
      await workbench.palette(focusCosts);
      await alone(workbench, 'Costs');
      pay(folder, { session: 'session-1', task: 'S1.P1.T1', model: 'haiku', tokens: 3_000_000 });
      await workbench.row(/^session-1: \$1\.50 of \$10\.00 spent, 15 percent$/).waitFor();
      pay(folder, { session: 'session-1', task: 'S1.P1.T2', model: 'sonnet', tokens: 700_000 });
      await workbench.row(/^session-1: \$8\.50 of \$10\.00 spent, 85 percent, nearly spent$/).waitFor();
      pay(folder, { session: 'session-3', task: 'S3.P1.T1', model: 'opus', tokens: 90_000 });
      await workbench.row(/^Swarm: \$10\.30 of \$40\.00 spent, 25 percent$/).waitFor();
      await workbench.row(/^Routing: saved 73 % · \$27\.60 less than all on Sonnet$/).waitFor();
      await workbench.row(/^Breakers: all closed$/).waitFor();
      await workbench.page.locator('.statusbar-item', { hasText: '$10.30/$40.00' }).waitFor();
    },
  },
  {
    name: 'a session that reaches its cap is halted, and so is shown',
    run: async (workbench, folder) => {
      ask(folder, 'claim', 'S2.P1.T1', '--session', 'session-2');
      const call = ['S2.P1.T1', '--session', 'session-2', '--epoch', '1', '--model', 'sonnet', '--prompt', '0'];
      const fits = ask(folder, 'reserve', ...call, '--output', '200000');
      assert.match(fits, /"amount": 2000000/);
      assert.throws(() => ask(folder, 'reserve', ...call, '--output', '200000'), /more does not fit/);
      await workbench.row(/^session-2: \$0\.00 of \$3\.00 spent, 0 percent, \$2\.00 reserved, halted$/).waitFor();
      ask(folder, 'claim', 'S4.P1.T1', '--session', 'session-4');
      ask(folder, 'fail', 'S4.P1.T1', '--session', 'session-4', '--epoch', '1', '--reason', 'the printer is on fire');
      await workbench.row(/^Breakers: 1 open$/).waitFor();
      await workbench.row(/^Breaker of session session-4: (open until|half-open)/).waitFor();
      await workbench.palette('Notifications: Clear All Notifications');
      await workbench.palette('View: Close All Editors');
      await shotInThemes(workbench, 'costs');
      await workbench.row(/^By Session/).click();
      for (const way of [/^By Day/, /^By Phase/, /^By Model/, /^By Task/]) await workbench.row(way).click();
      await workbench.row(/^session-3, phase 1: \$1\.80 spent, no cap/).waitFor();
      await workbench.shot('costs-ways');
      await workbench.row(/^By Session/).click();
    },
  },
  {
    name: 'a breaker is reset with the keyboard from the view that Show Breakers leads to',
    run: async (workbench) => {
      await workbench.palette('S2: Show Breakers');
      await workbench.page.locator('.part.sidebar .monaco-list-row.focused', { hasText: 'Breakers' }).waitFor();
      await workbench.page.keyboard.press('ArrowDown');
      await workbench.page.keyboard.press('Shift+F10');
      await workbench.menu('Reset Breaker');
      await workbench.row(/^Breakers: all closed$/).waitFor();
    },
  },
  {
    name: 'a halt is answered in the inbox: left as it is, or ended by a higher cap',
    run: async (workbench, folder) => {
      ask(
        folder,
        'block',
        'S3.P1.T1',
        '--session',
        'session-3',
        '--epoch',
        '1',
        '--reason',
        'the glue has not come',
        '--on',
        'session-4',
      );
      await workbench.palette(focusInbox);
      await alone(workbench, 'Needs You');
      await workbench.row(/^session-2 needs you: Nothing more is taken from the budget of session-2/).waitFor();
      await workbench.row(/^S4\.P1\.T2 needs you/).waitFor();
      await shotInThemes(workbench, 'inbox');
      await choose(workbench, /^session-2 needs you/, 'Leave Halted');
      await workbench.row(/^session-2 needs you/).waitFor({ state: 'detached' });
      await choose(workbench, /^session-1 needs you/, 'Set Budget');
      await workbench.inputMessage('Now: $8.50 of $10.00 spent, 85 percent').waitFor();
      await workbench.type('much');
      await workbench.inputMessage('Write US dollars').waitFor();
      await workbench.type('5');
      await workbench.inputMessage('$8.50 are spent or reserved already').waitFor();
      await workbench.shot('set-budget');
      await workbench.answer('Budget for session-1', '+5');
      await workbench.row(/^session-1 needs you/).waitFor({ state: 'detached' });
      await workbench.palette(focusCosts);
      await workbench.row(/^session-1: \$8\.50 of \$15\.00 spent, 56 percent$/).waitFor();
      await workbench.row(/^session-2: .*halted$/).waitFor();
    },
  },
  {
    name: 'what is blocked is shown with who waits, why and who offers to help',
    run: async (workbench, folder) => {
      await workbench.palette('S² Swarm: Focus on Blockers View');
      await alone(workbench, 'Blockers');
      const blocker = workbench.row(/^S3\.P1\.T1 is blocked: the glue has not come/);
      await blocker.waitFor();
      const { blockers } = JSON.parse(ask(folder, 'status', '--json')) as {
        readonly blockers: readonly { readonly id: string }[];
      };
      await workbench.palette('S2: Show Why');
      await workbench.pick('S3.P1.T1');
      await workbench.message(/reported a blocker on S3\.P1\.T1: the glue has not come/).waitFor();
      ask(folder, 'offer-help', blockers[0]?.id ?? '', '--session', 'session-4', '--note', 'there is some paste left');
      await workbench.row(/session-4 offers to help/).waitFor();
      await workbench.message(/session-4 offers to help/).waitFor();
      await shotInThemes(workbench, 'blockers');
    },
  },
  {
    name: 'a budget is set from the palette',
    run: async (workbench) => {
      await workbench.palette('S2: Set Budget…');
      await workbench.pick('Each day');
      await workbench.answer('Budget for each day', '$50');
      await workbench.palette(focusCosts);
      await alone(workbench, 'Costs');
      await workbench.row(/^Today: \$10\.30 of \$50\.00 spent, 20 percent/).waitFor();
      await workbench.palette('S2: Stop Swarm');
      await workbench.page.locator('.statusbar-item', { hasText: 'S² ended' }).waitFor();
      await workbench.row(/^Swarm: \$10\.30 of \$40\.00 spent/).waitFor();
    },
  },
];
