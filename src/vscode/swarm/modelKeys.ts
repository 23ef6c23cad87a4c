import { l10n, window, workspace } from 'vscode';
import type { FindModelAccess, SecretStore } from '../../protocol/secretStore.ts';
import { settingIds } from '../ids.ts';

const prefix = 's2.anthropic.key';

/** Keys of models in the editor's secret storage, one for each credential that a swarm.yaml names. */
export class ModelKeys {
  readonly #secrets: SecretStore;

  constructor(secrets: SecretStore) {
    this.#secrets = secrets;
  }

  /** The key that is kept for a credential, with the address that the person has set. */
  async find(credential: string): ReturnType<FindModelAccess> {
    const key = await this.#secrets.get(nameOf(credential));
    if (key === undefined) return undefined;
    const baseUrl = workspace.getConfiguration().get<string>(settingIds.anthropicBaseUrl)?.trim() ?? '';
    return { key, ...(baseUrl === '' ? {} : { baseUrl }) };
  }

  /** Asks the person for a key and keeps it; an empty one is forgotten. */
  async ask(): Promise<void> {
    const credential = await window.showInputBox({
      title: l10n.t('Set Anthropic API Key'),
      prompt: l10n.t('Name of the credential in swarm.yaml; leave it empty for the one that sessions share.'),
    });
    if (credential === undefined) return;
    const key = await window.showInputBox({
      title: l10n.t('Set Anthropic API Key'),
      prompt: l10n.t('It is kept in the secret storage of the editor. Leave it empty to forget it.'),
      password: true,
      ignoreFocusOut: true,
    });
    if (key === undefined) return;
    const name = nameOf(credential.trim());
    if (key.trim() === '') await this.#secrets.remove(name);
    else await this.#secrets.replace(name, key.trim());
    const done = key.trim() === '' ? l10n.t('The key is forgotten.') : l10n.t('The key is kept.');
    void window.showInformationMessage(`${done} ${l10n.t('It counts from the next launch of a swarm.')}`);
  }
}

function nameOf(credential: string): string {
  return credential === '' ? prefix : `${prefix}.${credential}`;
}
