// uWebSockets (C++), which is what Bun serves WebSockets with: its own topics, published to with one call.
const topicOf = (url) => /\/topics\/([^/]+)/.exec(url)?.[1];

Bun.serve({
  hostname: '127.0.0.1',
  port: Number(process.argv[2]),
  async fetch(request, server) {
    const topic = topicOf(request.url);
    if (request.method === 'POST') {
      server.publish(topic, await request.text());
      return new Response(null, { status: 204 });
    }
    return server.upgrade(request, { data: { topic } }) ? undefined : new Response('WebSocket only', { status: 426 });
  },
  websocket: {
    open: (socket) => socket.subscribe(socket.data.topic),
    message() {},
  },
});
