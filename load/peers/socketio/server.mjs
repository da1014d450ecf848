// Socket.IO: a room for each topic. WebSocket alone, as its clients use it once they have upgraded.
import { createServer } from 'node:http';
import { Server } from 'socket.io';
import { readBody, topicOf } from '../http.mjs';

const server = createServer(async (request, response) => {
  const data = JSON.parse(await readBody(request));
  io.to(topicOf(request.url)).emit('event', data);
  response.writeHead(204).end();
});

const io = new Server(server, { transports: ['websocket'], serveClient: false });
io.on('connection', (socket) => {
  socket.on('subscribe', (topic, subscribed) => {
    socket.join(topic);
    subscribed();
  });
});
// Saves memory, says its documentation: the request of the upgrade is of no use any more.
io.engine.on('connection', (raw) => {
  raw.request = null;
});

server.listen({ port: Number(process.argv[2]), host: '127.0.0.1', backlog: 4096 });
