/** A reason why set-up cannot go on: one sentence with the place, and the next step. */
export class SetupProblem extends Error {
  name = 'SetupProblem';
}
