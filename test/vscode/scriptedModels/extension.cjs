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

/** Texts of what the model is given, in order. */
const textsOf = (messages, Part, read) =>
  messages.flatMap(({ content }) => [...content].filter((part) => part instanceof Part).map(read));

/** What the model does next, by how many results of tools it has seen: it asks a person, and writes what it was answered and told. */
function nextCall(messages) {
  const results = textsOf(messages, vscode.LanguageModelToolResultPart, ({ content }) =>
    content.map(({ value }) => value ?? '').join(''),
  );
  const said = textsOf(messages, vscode.LanguageModelTextPart, ({ value }) => value).join('\n');
  const told = /runs the swarm, says: (.*)/.exec(said)?.[1] ?? 'nothing';
  const steps = [
    ['create_file', { path: 'poem.txt', text: 'Roses are nice,\nand they all came out of the editor.\n' }],
    ['ask_person', { question: 'Which colour <b>have</b> they?' }],
    [
      'edit_file',
      { path: 'poem.txt', old_text: 'Roses are nice,', new_text: `Roses are ${results[1]},\nas I was told: ${told},` },
    ],
    ['run_command', { command: 'cat poem.txt' }],
    ['complete', { summary: 'The poem is in poem.txt.' }],
  ];
  return [`call-${results.length}`, ...(steps[results.length] ?? steps[4])];
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
