import type { SigningKeys } from '../../app/ports/signingKeys.ts';
import type { SecretStore } from '../../protocol/secretStore.ts';
import { createNodeSigner, generateSigningKey } from './nodeSigner.ts';

/** Signing keys in a secret store, under `witness` and, while a rotation is under way, `witness.next`; PEM (PKCS #8). */
export function createSigningKeys(secrets: SecretStore, name: string): SigningKeys {
  const [current, next] = ['witness', 'witness.next'];
  const keyOf = async (secret: string): Promise<ReturnType<typeof createNodeSigner>> =>
    createNodeSigner(name, (await secrets.get(secret)) ?? (await secrets.create(secret, generateSigningKey())));
  return {
    current: () => keyOf(current),
    prepare: () => keyOf(next),
    prepared: async () => {
      const pem = await secrets.get(next);
      return pem === undefined ? undefined : createNodeSigner(name, pem);
    },
    promote: async () => {
      const pem = await secrets.get(next);
      if (pem === undefined) return;
      await secrets.replace(current, pem);
      await secrets.remove(next);
    },
  };
}
