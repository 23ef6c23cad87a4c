/** The oldest Node that this program runs on: on an older one its native module ends the process without a word. */
export const minimumNode = '22.14.0';

/** What is wrong with a Node version, as one sentence; undefined when it is new enough. */
export function nodeProblem(version: string): string | undefined {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [wantedMajor = 0, wantedMinor = 0] = minimumNode.split('.').map(Number);
  if (major > wantedMajor || (major === wantedMajor && minor >= wantedMinor)) return undefined;
  return `Node ${version} is too old: S² Swarm needs Node ${minimumNode} or newer. Install one, or start with \`npm start\` in a clone, which brings its own.`;
}
