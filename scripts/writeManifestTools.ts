// Writes the language-model tools into the manifest, from the definitions that MCP has: `node scripts/writeManifestTools.ts`, then `npm run format`.
import { readFileSync, writeFileSync } from 'node:fs';
import { manifestTools, manifestToolTitles } from './manifestTools.ts';

function rewrite(name: string, change: (value: Record<string, unknown>) => void): void {
  const file = new URL(`../${name}`, import.meta.url);
  const value: Record<string, unknown> = JSON.parse(readFileSync(file, 'utf8'));
  change(value);
  writeFileSync(file, `${JSON.stringify(value, undefined, 2)}\n`);
}

rewrite('package.json', (manifest) => {
  Object(manifest['contributes']).languageModelTools = manifestTools();
});
rewrite('package.nls.json', (texts) => {
  for (const key of Object.keys(texts)) if (key.startsWith('tool.')) delete texts[key];
  Object.assign(texts, manifestToolTitles());
});
