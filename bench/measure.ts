/** One thing to measure again and again; resolves when it is done. */
export type Step = () => Promise<void> | void;

/** How often: `rounds` times `perRound` samples of each step, after one round that is thrown away. */
export interface Rounds {
  readonly rounds: number;
  readonly perRound: number;
}

/**
 * Measures several steps by turns, a few samples each, so that whatever else the machine does in the meantime falls on all of
 * them alike. Gives the samples of each in µs. One round of each comes first and is not counted.
 */
export async function measureByTurns<Name extends string>(
  steps: Readonly<Record<Name, Step>>,
  { rounds, perRound }: Rounds,
): Promise<Record<Name, number[]>> {
  const names = Object.keys(steps) as Name[];
  const samples = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>;
  for (let round = 0; round <= rounds; round += 1) {
    for (const name of names) {
      const taken = await measure(steps[name], perRound);
      if (round > 0) samples[name].push(...taken);
    }
  }
  return samples;
}

async function measure(step: Step, times: number): Promise<readonly number[]> {
  const samples: number[] = [];
  for (let at = 0; at < times; at += 1) {
    const began = performance.now();
    await step();
    samples.push((performance.now() - began) * 1_000);
  }
  return samples;
}
