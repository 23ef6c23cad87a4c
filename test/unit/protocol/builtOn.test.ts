import assert from 'node:assert/strict';
import { test } from 'node:test';
import { builtOn } from '../../../src/protocol/builtOn.ts';
import { aTaskView } from '../../support/snapshots.ts';

test('what is marked when a task is done again is told apart from what was built on that in turn', () => {
  const done = { status: 'completed' } as const;
  const tasks = [
    aTaskView('A', done),
    aTaskView('B', { ...done, dependsOn: ['A'] }),
    aTaskView('C', { ...done, dependsOn: ['B'] }),
    aTaskView('D', { ...done, dependsOn: ['A', 'C'] }),
    aTaskView('E', { status: 'claimed', dependsOn: ['A'] }),
    aTaskView('F', { status: 'claimed', dependsOn: ['B'] }),
  ];
  assert.deepEqual(builtOn(tasks, 'A'), { underWay: ['E'], outdated: ['B', 'D'], further: ['C'] });
});
