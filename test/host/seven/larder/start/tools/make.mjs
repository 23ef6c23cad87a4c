import { readdirSync, readFileSync, writeFileSync } from 'node:fs';

// Writes one of the data files.
const made = {
  seasons: () => ({
    spring: ['asparagus', 'rhubarb'],
    summer: ['tomato', 'plum'],
    autumn: ['pumpkin'],
    winter: ['kale'],
  }),
  aisles: () => ({ flour: 1, butter: 2, milk: 2, plum: 3, pumpkin: 3, pepper: 4 }),
  manifest: () =>
    Object.fromEntries(
      readdirSync('src')
        .sort()
        .map((file) => [file, readFileSync(`src/${file}`, 'utf8').split('\n').length - 1]),
    ),
};
const [, , name] = process.argv;
writeFileSync(`data/${name}.json`, `${JSON.stringify(made[name](), null, 2)}\n`);
