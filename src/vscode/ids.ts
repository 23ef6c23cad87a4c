/** Every command that the manifest contributes; a test compares both lists. */
export const commandIds = {
  launchSwarm: 's2.launchSwarm',
  stopSwarm: 's2.stopSwarm',
  pauseSwarm: 's2.pauseSwarm',
  resumeSwarm: 's2.resumeSwarm',
  showWhy: 's2.showWhy',
  openSession: 's2.openSession',
  openSource: 's2.openSource',
  claimTask: 's2.claimTask',
  releaseTask: 's2.releaseTask',
  reopenTask: 's2.reopenTask',
  clearBlocker: 's2.clearBlocker',
  acceptHelp: 's2.acceptHelp',
  approveTask: 's2.approveTask',
  rejectTask: 's2.rejectTask',
  answerQuestion: 's2.answerQuestion',
  messageSession: 's2.messageSession',
  setBudget: 's2.setBudget',
  leaveHalted: 's2.leaveHalted',
  resetBreaker: 's2.resetBreaker',
  showBreakers: 's2.showBreakers',
  groupByAttention: 's2.groupByAttention',
  groupBySession: 's2.groupBySession',
  lintWorkspace: 's2.lintWorkspace',
  createSwarmFile: 's2.createSwarmFile',
  openWalkthrough: 's2.openWalkthrough',
  showLog: 's2.showLog',
  mergeResult: 's2.mergeResult',
  undoMerge: 's2.undoMerge',
  revertTask: 's2.revertTask',
  setAnthropicKey: 's2.setAnthropicKey',
  verifyWitness: 's2.verifyWitness',
  showTaskHistory: 's2.showTaskHistory',
  exportWitness: 's2.exportWitness',
  copyInclusionProof: 's2.copyInclusionProof',
  showOlderEntries: 's2.showOlderEntries',
  groupWitnessByTask: 's2.groupWitnessByTask',
  groupWitnessByTime: 's2.groupWitnessByTime',
} as const;

/** Views of the activity-bar container, in order. */
export const viewIds = {
  board: 's2.board',
  inbox: 's2.inbox',
  sessions: 's2.sessions',
  blockers: 's2.blockers',
  costs: 's2.costs',
  witness: 's2.witness',
} as const;

export const containerId = 's2';

/** Settings, with the prefix that the manifest uses. */
export const settingIds = {
  lintEnabled: 's2.lint.enabled',
  lintSeverity: 's2.lint.severity',
  sandbox: 's2.sandbox',
  keysStorage: 's2.keys.storage',
  anthropicBaseUrl: 's2.anthropic.baseUrl',
} as const;

/** Keys of `when` clauses that the extension sets. */
export const contextIds = {
  /** 'idle' | 'launching' | 'running' | 'paused' | 'finished' | 'ended' */
  swarm: 's2.swarm',
  /** Whether the workspace has a swarm.yaml. */
  hasSwarmFile: 's2.hasSwarmFile',
  /** 'attention' | 'session' */
  grouping: 's2.grouping',
  hasBlockers: 's2.hasBlockers',
  /** Whether there is a breaker that a person may reset. */
  hasOpenBreakers: 's2.hasOpenBreakers',
  /** Whether something is halted that nobody has decided on. */
  asksAboutBudget: 's2.asksAboutBudget',
  /** What is known of the ledger: 'unknown' | 'none' | 'problem' | 'read' */
  witness: 's2.witnessLedger',
  /** 'time' | 'task' */
  witnessGrouping: 's2.witnessGrouping',
} as const;

/** The provider of MCP servers, one for each session of an outside agent. */
export const mcpProviderId = 's2.mcp';

export const sessionPanelType = 's2.session';
/** Addresses of documents with the history of a task. */
export const historyScheme = 's2-witness';
/** Addresses of documents with the transcript of a session. */
export const transcriptScheme = 's2-transcript';
export const walkthroughId = 's2.start';
