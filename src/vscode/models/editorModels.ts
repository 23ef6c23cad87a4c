import {
  CancellationTokenSource,
  LanguageModelChatMessage,
  LanguageModelError,
  LanguageModelTextPart,
  LanguageModelToolCallPart,
  LanguageModelToolResultPart,
  l10n,
  lm,
  type LanguageModelChat,
} from 'vscode';
import type {
  EditorModelAnswer,
  EditorModelCount,
  EditorModelRequest,
  EditorModels,
} from '../../protocol/editorModels.ts';

type Failure = Extract<EditorModelCount, { ok: false }>['failure'];
type Block = EditorModelRequest['messages'][number]['blocks'][number];

/** The models that the editor offers this extension, as the swarm's agents call them. The editor asks the person before the first call of each. */
export function createEditorModels(): EditorModels {
  return {
    count: (request, signal) =>
      withModel<EditorModelCount>(request, signal, {
        run: async (model, source) => {
          const tokens = await countAll(model, request, source);
          return { ok: true, tokens, limit: model.maxInputTokens };
        },
        failed: (failure) => ({ ok: false, failure }),
      }),
    reply: (request, { signal, onText }) =>
      withModel<EditorModelAnswer>(request, signal, {
        run: (model, source) => reply({ model, request, source, onText }),
        failed: (failure) => ({ ok: false, failure, spent: failure.kind === 'network' ? 'unknown' : 'nothing' }),
      }),
  };
}

interface Call<T> {
  readonly run: (model: LanguageModelChat, source: CancellationTokenSource) => Promise<T>;
  readonly failed: (failure: Failure) => T;
}

async function withModel<T>(request: EditorModelRequest, signal: AbortSignal, { run, failed }: Call<T>): Promise<T> {
  const source = new CancellationTokenSource();
  const cancel = (): void => source.cancel();
  signal.addEventListener('abort', cancel, { once: true });
  try {
    const models = await lm.selectChatModels();
    const model = models.find((each) => namesOf(each).includes(request.model));
    return model ? await run(model, source) : failed(noSuchModel(request.model, models));
  } catch (fault) {
    return failed(toFailure(fault));
  } finally {
    signal.removeEventListener('abort', cancel);
    source.dispose();
  }
}

/** What a plan may call a model, the surest first. */
function namesOf({ vendor, family, id }: LanguageModelChat): readonly string[] {
  return [`${vendor}/${id}`, `${vendor}/${family}`, id, family];
}

function noSuchModel(wanted: string, models: readonly LanguageModelChat[]): Failure {
  const offered = [...new Set(models.map(({ vendor, family }) => `${vendor}/${family}`))].toSorted().slice(0, 20);
  const choice =
    offered.length === 0 ? 'it offers none: sign in to a provider of models' : `it offers ${offered.join(', ')}`;
  return {
    kind: 'refused',
    message: `the editor has no model ${wanted}; ${choice}`.slice(0, 2_000),
    retryAfterMs: null,
  };
}

interface Asked {
  readonly model: LanguageModelChat;
  readonly request: EditorModelRequest;
  readonly source: CancellationTokenSource;
  readonly onText: (text: string) => void;
}

async function reply({ model, request, source, onText }: Asked): Promise<EditorModelAnswer> {
  const prompt = await countAll(model, request, source);
  const justification = l10n.t('The agents of your swarm work on the tasks of your plan with this model.');
  const tools = request.tools.map(({ name, description, inputSchema }) => ({ name, description, inputSchema }));
  const options = { justification, tools, modelOptions: { max_tokens: request.maxOutput } };
  const response = await model.sendRequest(toMessages(request), options, source.token);
  const blocks: Extract<EditorModelAnswer, { ok: true }>['blocks'] = [];
  for await (const part of response.stream) {
    if (part instanceof LanguageModelTextPart) {
      onText(part.value);
      const last = blocks.at(-1);
      if (last?.type === 'text') last.text += part.value;
      else blocks.push({ type: 'text', text: part.value });
    } else if (part instanceof LanguageModelToolCallPart) {
      blocks.push({ type: 'call', id: part.callId, name: part.name, input: part.input });
    }
  }
  const said = blocks.map((block) => (block.type === 'text' ? block.text : JSON.stringify(block))).join('');
  const output = await model.countTokens(said, source.token);
  const kept = blocks.filter((block) => block.type === 'call' || block.text.trim() !== '');
  const stop = kept.some(({ type }) => type === 'call') ? 'tool_use' : 'end_turn';
  return { ok: true, stop, blocks: kept, prompt, output };
}

/** The editor's API has no system prompt: it is told first. */
function toMessages({ system, messages }: EditorModelRequest): LanguageModelChatMessage[] {
  const told = messages.map(({ role, blocks }) =>
    role === 'user'
      ? LanguageModelChatMessage.User(blocks.flatMap(toUserPart))
      : LanguageModelChatMessage.Assistant(blocks.flatMap(toAssistantPart)),
  );
  return [LanguageModelChatMessage.User(system), ...told];
}

function toUserPart(block: Block): readonly (LanguageModelTextPart | LanguageModelToolResultPart)[] {
  if (block.type === 'text') return [new LanguageModelTextPart(block.text)];
  if (block.type !== 'result') return [];
  const text = block.isError ? `Error: ${block.text}` : block.text;
  return [new LanguageModelToolResultPart(block.call, [new LanguageModelTextPart(text)])];
}

function toAssistantPart(block: Block): readonly (LanguageModelTextPart | LanguageModelToolCallPart)[] {
  if (block.type === 'text') return [new LanguageModelTextPart(block.text)];
  return block.type === 'call' ? [new LanguageModelToolCallPart(block.id, block.name, Object(block.input))] : [];
}

/** All of a request, tools included: a model's counter takes texts and messages alone. */
async function countAll(
  model: LanguageModelChat,
  request: EditorModelRequest,
  { token }: CancellationTokenSource,
): Promise<number> {
  const parts = [JSON.stringify(request.tools), ...toMessages(request)];
  const counts = await Promise.all(parts.map((part) => model.countTokens(part, token)));
  return counts.reduce((sum, each) => sum + each, 0);
}

/** Why the editor did not let a call through; what the model itself fails with passes, as far as anybody can tell. */
function toFailure(fault: unknown): Failure {
  const message = (fault instanceof Error ? fault.message : String(fault)).slice(0, 500);
  if (!(fault instanceof LanguageModelError)) return { kind: 'network', message, retryAfterMs: null };
  switch (fault.code) {
    case LanguageModelError.NoPermissions.name:
      return {
        kind: 'auth',
        message: `the editor does not let S² Swarm use the model: ${message}`,
        retryAfterMs: null,
      };
    case LanguageModelError.Blocked.name:
      return { kind: 'quota', message, retryAfterMs: null };
    case LanguageModelError.NotFound.name:
      return {
        kind: 'refused',
        message: `the editor does not offer the model any more: ${message}`,
        retryAfterMs: null,
      };
    default:
      return { kind: 'network', message, retryAfterMs: null };
  }
}
