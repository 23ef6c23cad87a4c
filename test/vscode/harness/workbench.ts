import { join } from 'node:path';
import { errors, type FrameLocator, type Locator, type Page } from 'playwright-core';
import { shotsFolder } from './editorFolders.ts';

/** The workbench as a person uses it. */
export class Workbench {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** Resolves when the workbench shows the extension's own tab: commands given earlier may be lost. */
  async ready(): Promise<void> {
    await this.page.locator('.monaco-workbench .part.statusbar').waitFor();
    await this.page.locator('.activitybar').getByRole('tab', { name: 'S² Swarm' }).waitFor({ timeout: 60_000 });
  }

  /** Shows the task board and gives it the focus. A click on its tab would hide it when a reload has brought it back already. */
  async showBoard(): Promise<void> {
    await this.palette('S² Swarm: Focus on Task Board View');
  }

  /** Runs a command by its title. The palette's list is made when it opens, so a late command needs another try. */
  async palette(title: string): Promise<void> {
    const row = await this.#paletteRow(title);
    if (!row) throw new Error(`no command "${title}" in the palette`);
    await this.#take(title);
  }

  /** Moves to the row with the keyboard and takes it: what matches best is not always what was meant. */
  async #take(text: string): Promise<void> {
    const focused = this.page.locator('.quick-input-list .monaco-list-row.focused');
    for (let moves = 0; moves < 20; moves++) {
      if ((await focused.textContent())?.includes(text)) return this.page.keyboard.press('Enter');
      await this.page.keyboard.press('ArrowDown');
    }
    throw new Error(`"${text}" cannot be reached in the list`);
  }

  /** Whether the palette offers the command. */
  async offers(title: string): Promise<boolean> {
    await this.#openPalette(title);
    const found = await appears(this.quickPickRow(title), 1500);
    await this.page.keyboard.press('Escape');
    await this.page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
    return found;
  }

  async #paletteRow(title: string): Promise<Locator | undefined> {
    const row = this.quickPickRow(title);
    for (let tries = 0; tries < 5; tries++) {
      await this.#openPalette(title);
      if (await appears(row, 3000)) return row;
      await this.page.keyboard.press('Escape');
    }
    return undefined;
  }

  /** Opens the palette with a text in it. Whatever takes the focus in that moment closes it again, so that it may need another try. */
  async #openPalette(text: string): Promise<void> {
    for (let tries = 0; tries < 5; tries++) {
      await this.page.keyboard.press('F1');
      const filled = this.#quickInput().fill(`>${text}`, { timeout: 3_000 });
      if (await filled.then(() => true, isTimeout)) return;
    }
    throw new Error(`the palette did not stay open for "${text}"`);
  }

  #quickInput(): Locator {
    return this.page.locator('.quick-input-widget .quick-input-box input');
  }

  quickPickRow(text: string): Locator {
    return this.page.locator('.quick-input-list .monaco-list-row', { hasText: text }).first();
  }

  /** Types into the pick that a command has opened and takes the row. */
  async pick(text: string): Promise<void> {
    // Until the pick is there, the input is still the palette's with the command in it.
    for (let tries = 0; (await this.#quickInput().inputValue()).startsWith('>'); tries++) {
      if (tries === 200) throw new Error(`the command opened no pick for "${text}"`);
      await this.page.waitForTimeout(20);
    }
    await this.#quickInput().fill(text);
    await this.quickPickRow(text).waitFor();
    await this.#take(text);
  }

  /** Answers the question that a command has put into an input box with this title. */
  async answer(title: string, text: string): Promise<void> {
    await this.page.locator('.quick-input-title', { hasText: title }).waitFor();
    await this.#quickInput().fill(text);
    await this.page.keyboard.press('Enter');
    await this.page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
  }

  /** What an open input box says below its text. */
  inputMessage(text: string): Locator {
    return this.page.locator('.quick-input-message', { hasText: text });
  }

  /** Types into the input box that is open, without answering. */
  async type(text: string): Promise<void> {
    await this.#quickInput().fill(text);
  }

  /** Rows of the side bar's trees whose accessible name matches. */
  row(name: RegExp): Locator {
    return this.page.locator('.part.sidebar').getByRole('treeitem', { name });
  }

  /** Content of the webview in the active editor. */
  webview(): FrameLocator {
    return this.page
      .locator('iframe.webview.ready')
      .last()
      .contentFrame()
      .locator('iframe#active-frame')
      .contentFrame();
  }

  async open(file: string): Promise<void> {
    await this.page.keyboard.press('ControlOrMeta+P');
    await this.#quickInput().fill(file);
    await this.quickPickRow(file).waitFor();
    await this.page.keyboard.press('Enter');
    await this.page.locator('.tab.active', { hasText: file }).waitFor();
  }

  message(text: string | RegExp): Locator {
    return this.page.locator('.notification-list-item-message', { hasText: text }).first();
  }

  /** Chooses a colour theme; `mark` is the class that the workbench has with it. */
  async theme(name: string, mark: string): Promise<void> {
    await this.palette('Preferences: Color Theme');
    await this.pick(name);
    await this.page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
    await this.page.locator(`.monaco-workbench.${mark}`).waitFor();
  }

  /** Chooses from the context menu that is open, with the keyboard. */
  async menu(item: string): Promise<void> {
    const focused = this.page.locator('.monaco-menu .action-item.focused');
    await this.page.locator('.monaco-menu .action-item', { hasText: item }).first().waitFor();
    for (let moves = 0; moves < 20; moves++) {
      if ((await focused.count()) > 0 && (await focused.first().textContent())?.includes(item))
        return this.page.keyboard.press('Enter');
      await this.page.keyboard.press('ArrowDown');
    }
    throw new Error(`"${item}" cannot be reached in the menu`);
  }

  async shot(name: string): Promise<void> {
    await this.page.screenshot({ path: join(shotsFolder, `${name}.png`) });
  }
}

async function appears(locator: Locator, timeout: number): Promise<boolean> {
  return locator.waitFor({ timeout }).then(
    () => true,
    () => false,
  );
}

/** False for a time-out, so that the caller tries again; anything else is a fault. */
function isTimeout(cause: unknown): false {
  if (cause instanceof errors.TimeoutError) return false;
  throw cause;
}
