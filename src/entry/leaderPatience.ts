/** How long agents go on without a leader before they give up: far more than a take-over needs, far less than a person notices. */
export const leaderPatienceMs = 20_000;
