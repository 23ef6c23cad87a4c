import type { Plant } from './plant.ts';

/** Bugs in how the limits of a running swarm change. */
export const policyPlants: readonly Plant[] = [
  {
    name: 'a policy that changes in the ledger, and is not applied',
    file: 'src/domain/task/applyEvent.ts',
    find: "case 'policy.changed':\n      adoptPolicy(state, event.policy);",
    replace: "case 'policy.changed':",
  },
  {
    name: 'a policy that waits for the next launch',
    file: 'src/domain/task/followPolicy.ts',
    find: 'if (same(state.policy, policy)) return [];',
    replace: 'if (state.opened) return [];',
  },
  {
    name: 'a changed policy that is called by the hash of the one before',
    file: 'src/domain/task/followPolicy.ts',
    find: 'hash: hashOf(policy), changed',
    replace: 'hash: hashOf(state.policy), changed',
  },
  {
    name: 'caps that stay when the policy changes',
    file: 'src/domain/task/applyGovernor.ts',
    find: "    case 'policy.changed':\n      changeCaps",
    replace: '      changeCaps',
  },
  {
    name: 'gates that stay shut when the policy changes',
    file: 'src/domain/task/applyEvent.ts',
    find: 'refreshGates(state);\n}',
    replace: '}',
  },
  {
    name: 'a command that runs while a person is still asked about it',
    file: 'src/domain/guard/decidePermit.ts',
    find: "(subject) => permitOf(state, subject)?.stage.state !== 'approved',",
    replace: "(subject) => permitOf(state, subject)?.stage.state === 'rejected',",
  },
  {
    name: 'a request for a command that outlives the claim that it was made under',
    file: 'src/domain/guard/decidePermit.ts',
    find: "return holds ? [] : [{ type: 'permit.withdrawn', permit: id }];",
    replace: "return holds || task !== '' ? [] : [{ type: 'permit.withdrawn', permit: id }];",
  },
  {
    name: 'a command that nobody may ask for again because the claim of who asked first has ended',
    file: 'src/domain/guard/guardState.ts',
    find: 'for (const subject of permit.subjects) state.permitted.delete(keyOfSubject(subject));',
    replace: '',
  },
  {
    name: 'a command that is asked for once more while nobody has answered',
    file: 'src/domain/guard/decidePermit.ts',
    find: 'subjects.filter((subject) => !permitOf(state, subject));',
    replace: "subjects.filter((subject) => permitOf(state, subject)?.stage.state !== 'approved');",
  },
  {
    name: 'a list of commands of which only the first is looked at',
    file: 'src/domain/guard/commandNames.ts',
    find: 'for (const part of parts) {',
    replace: 'for (const part of parts.slice(0, 1)) {',
  },
  {
    name: 'a contradiction that is put to a person at the severity that is not severe enough',
    file: 'src/domain/guard/decideResult.ts',
    find: 'linked.severity <= threshold)',
    replace: 'linked.severity < threshold)',
  },
  {
    name: 'a contradiction that is answered and stays open',
    file: 'src/domain/guard/decideDialogue.ts',
    find: '...(standing?.events ?? [])',
    replace: '...(standing?.events.slice(1) ?? [])',
  },
  {
    name: 'a contradiction that is raised once more from the other side',
    file: 'src/domain/guard/decideResult.ts',
    find: 'return linked.relation === mutual && known.from === linked.to && known.to === linked.from;',
    replace: 'return linked.relation === mutual && known.id === undefined;',
    from: 4_001,
  },
];
