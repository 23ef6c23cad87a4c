import { takePorts } from '../../src/adapters/places/portRanges.ts';
import { acquireProcessLock } from '../../src/adapters/sqlite/processLock.ts';

// Takes ports in a process of its own, tells where they begin, and holds them until it is ended.
const range = await takePorts('same owner', 10, { folder: process.argv[2] ?? '', acquire: acquireProcessLock });
process.send?.(range.base);
setInterval(() => undefined, 60_000);
