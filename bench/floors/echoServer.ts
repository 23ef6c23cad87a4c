import { createServer } from 'node:net';

/** A process that sends back what it receives on a unix socket: nothing that answers there can be quicker. */
const [address = ''] = process.argv.slice(2);
const server = createServer((socket) => {
  socket.on('data', (data) => socket.write(data));
  socket.on('error', () => socket.destroy());
});
server.listen(address, () => process.send?.('ready'));
process.on('disconnect', () => process.exit(0));
