import { mkdirSync, writeFileSync } from 'node:fs';

// Writes the list of spices, which are measured in pinches: it is ground only where the mill stands.
const spices = ['cinnamon', 'cumin', 'nutmeg', 'pepper', 'saffron'];
mkdirSync('data', { recursive: true });
writeFileSync('data/spices.json', `${JSON.stringify(spices, null, 2)}\n`);
