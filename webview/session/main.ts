import { assertNever } from '../../src/base/assertNever.ts';
import {
  toSessionPanelSchema,
  type FromSessionPanel,
  type PanelSnapshot,
  type SessionPanelState,
  type ToSessionPanel,
} from '../../src/protocol/sessionPanel.ts';
import type { SwarmStateView } from '../../src/protocol/swarmSnapshot.ts';
import { elements, registerComponents } from '../shared/components.ts';
import { element } from '../shared/element.ts';
import { HeaderView } from './headerView.ts';
import { MessageBox } from './messageBox.ts';
import { NeedsView } from './needsView.ts';
import { TranscriptView } from './transcriptView.ts';

registerComponents();

const editor = acquireVsCodeApi();
const send = (message: FromSessionPanel) => editor.postMessage(message);

let swarm: SwarmStateView = 'running';
let sequence = -1;
const needs = new NeedsView(
  (key, action, text) => send({ type: 'need', key, action, ...(text === undefined ? {} : { text }) }),
  () => transcript.focus(),
);
const header = new HeaderView({
  togglePause: () => send({ type: swarm === 'paused' ? 'resume' : 'pause' }),
  showTask: (task) => send({ type: 'showTask', task }),
  stopTask: (task) => send({ type: 'release', task }),
});
const transcript = new TranscriptView(
  element(elements.button, { id: 'latest', appearance: 'secondary' }, 'Jump to latest'),
  () => send({ type: 'openTranscript' }),
);
const message = new MessageBox((text) => send({ type: 'message', text }));
document.querySelector('#session')?.append(needs.root, header.root, transcript.root, message.root);

function show(snapshot: PanelSnapshot): void {
  if (snapshot.sequence < sequence) return;
  ({ sequence, swarm } = snapshot);
  needs.show(snapshot.needs);
  header.show(snapshot);
  message.show(snapshot.session.provider);
  transcript.works(new Set(snapshot.session.working));
  editor.setState({ session: snapshot.session.id } satisfies SessionPanelState);
}

function receive(told: ToSessionPanel): void {
  switch (told.type) {
    case 'snapshot':
      show(told);
      return;
    case 'transcript':
      transcript.reset(told.chunks);
      return;
    case 'output':
      transcript.append(told.chunks);
      return;
    case 'sent':
      message.sent(told.messages);
      return;
    case 'messageTaken':
      message.taken(told.ok);
      return;
    case 'ended':
      // The next swarm may count from the start.
      sequence = -1;
      needs.end();
      header.end();
      message.end();
      transcript.works(new Set());
      return;
    default:
      assertNever(told);
  }
}

window.addEventListener('message', (event: MessageEvent<unknown>) => {
  // Only the editor's own frame talks to this page, but other frames could try: what does not fit is dropped.
  const parsed = toSessionPanelSchema.safeParse(event.data);
  if (parsed.success) receive(parsed.data);
});
// From wherever the person is in the panel: this key, and Enter to approve.
window.addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && !event.isComposing && needs.focus()) event.preventDefault();
});
send({ type: 'ready' });
