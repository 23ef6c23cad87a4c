import { assertNever } from '../../src/base/assertNever.ts';
import {
  toSessionPanelSchema,
  type FromSessionPanel,
  type SessionPanelState,
  type ToSessionPanel,
} from '../../src/protocol/sessionPanel.ts';
import type { SwarmStateView } from '../../src/protocol/swarmSnapshot.ts';
import { elements, registerComponents } from '../shared/components.ts';
import { element } from '../shared/element.ts';
import { HeaderView } from './headerView.ts';
import { TranscriptView } from './transcriptView.ts';

registerComponents();

const editor = acquireVsCodeApi();
const send = (message: FromSessionPanel) => editor.postMessage(message);

let swarm: SwarmStateView = 'running';
let sequence = -1;
const header = new HeaderView({
  togglePause: () => send({ type: swarm === 'paused' ? 'resume' : 'pause' }),
  showTask: (task) => send({ type: 'showTask', task }),
});
const transcript = new TranscriptView(
  element(elements.button, { id: 'latest', appearance: 'secondary' }, 'Jump to latest'),
);
document.querySelector('#session')?.append(header.root, transcript.root);

function receive(message: ToSessionPanel): void {
  switch (message.type) {
    case 'snapshot':
      if (message.sequence < sequence) return;
      ({ sequence, swarm } = message);
      header.show(message.session, message.tasks, swarm);
      editor.setState({ session: message.session.id } satisfies SessionPanelState);
      return;
    case 'transcript':
      transcript.reset(message.chunks);
      return;
    case 'output':
      transcript.append(message.chunks);
      return;
    case 'ended':
      // The next swarm may count from the start.
      sequence = -1;
      header.end();
      return;
    default:
      assertNever(message);
  }
}

window.addEventListener('message', (event: MessageEvent<unknown>) => {
  // Only the editor's own frame talks to this page, but other frames could try: what does not fit is dropped.
  const parsed = toSessionPanelSchema.safeParse(event.data);
  if (parsed.success) receive(parsed.data);
});
send({ type: 'ready' });
