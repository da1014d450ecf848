// The ws package: a set of sockets for each topic, and one send for each of them.
import { createServer } from 'node:http';
import { WebSocket, WebSocketServer } from 'ws';
import { readBody, topicOf } from '../http.mjs';

const topics = new Map();
const server = createServer(async (request, response) => {
  const data = await readBody(request);
  for (const client of topics.get(topicOf(request.url)) ?? []) {
    if (client.readyState === WebSocket.OPEN) client.send(data, { binary: false });
  }
  response.writeHead(204).end();
});

new WebSocketServer({ server }).on('connection', (socket, request) => {
  const topic = topicOf(request.url);
  const subscribers = topics.get(topic) ?? new Set();
  topics.set(topic, subscribers.add(socket));
  socket.on('close', () => subscribers.delete(socket));
  socket.on('error', () => socket.terminate());
});

server.listen({ port: Number(process.argv[2]), host: '127.0.0.1', backlog: 4096 });
