// What confines commands, in a file of its own: it is read only where commands are confined.
export { createOsSandbox } from '../adapters/sandbox/osSandbox.ts';
export { whyNoSandbox } from '../adapters/sandbox/whyNoSandbox.ts';
