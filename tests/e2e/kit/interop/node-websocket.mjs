// A WebSocket of Node itself, led by lines of JSON: node node-websocket.mjs URL
import { createInterface } from 'node:readline';

const tell = (news) => process.stdout.write(`${JSON.stringify(news)}\n`);

const socket = new WebSocket(process.argv[2]);
const orders = createInterface({ input: process.stdin });

socket.addEventListener('open', () => tell({ open: true }));
socket.addEventListener('message', ({ data }) => tell({ text: data }));
socket.addEventListener('error', () => tell({ failed: true }));
socket.addEventListener('close', ({ code, reason }) => {
  tell({ closed: { code, reason } });
  orders.close();
});

orders.on('line', (line) => {
  const { send, close } = JSON.parse(line);
  if (send !== undefined) socket.send(send);
  if (close !== undefined) socket.close(close.code, close.reason);
});
