import { once } from 'node:events';
import { connect } from 'node:net';

/** The socket's floor: sends a request of 150 bytes to the echo server at `address` and waits until it is back. */
export async function openRoundTrip(address: string): Promise<{ readonly step: () => Promise<void>; close(): void }> {
  const socket = connect(address);
  await once(socket, 'connect');
  const message = Buffer.alloc(150, 'x');
  let back: () => void = () => undefined;
  socket.on('data', () => back());
  return {
    step: () =>
      new Promise((resolve) => {
        back = resolve;
        socket.write(message);
      }),
    close: () => socket.destroy(),
  };
}
