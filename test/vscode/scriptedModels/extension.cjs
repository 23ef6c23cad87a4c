// A language model provider as extensions of other people are: the editor asks the person whether others may use it.
const vscode = require('vscode');

const poet = {
  id: 'poet-1',
  name: 'Poet',
  family: 'poet',
  version: '1',
  maxInputTokens: 50_000,
  maxOutputTokens: 20_000,
  capabilities: { toolCalling: true },
};

/** What the model does next, by how many results of tools it has seen. */
function nextCall(messages) {
  const results = messages.flatMap(({ content }) =>
    [...content].filter((part) => part instanceof vscode.LanguageModelToolResultPart),
  );
  const steps = [
    ['create_file', { path: 'poem.txt', text: 'Only eleven words, and they all came out of the editor.\n' }],
    ['complete', { summary: 'The poem is in poem.txt.' }],
  ];
  return [`call-${results.length}`, ...(steps[results.length] ?? steps[1])];
}

exports.activate = (context) => {
  const provider = {
    provideLanguageModelChatInformation: () => [poet],
    provideLanguageModelChatResponse: async (_model, messages, _options, progress) => {
      progress.report(new vscode.LanguageModelTextPart('Let me think of a poem.'));
      progress.report(new vscode.LanguageModelToolCallPart(...nextCall(messages)));
    },
    provideTokenCount: async (_model, text) =>
      Math.ceil((typeof text === 'string' ? text : JSON.stringify(text)).length / 4),
  };
  context.subscriptions.push(vscode.lm.registerLanguageModelChatProvider('scripted', provider));
};
