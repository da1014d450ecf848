import WebSocket, { type WebSocketServer } from 'ws';
import { HubPeer } from './hub-peer.js';
import { Inbox } from './inbox.js';
import type { HubMessage } from './wire.js';

/** A SignalR hub on a real WebSocket server that does nothing by itself but shake hands and tell the time. */
export class FakeHub {
  /** How many connections there have been. */
  accepted = 0;

  /** Whether its peers tell the time by themselves. */
  answerTime = true;

  /** What it says in the same frame as its side of the handshake. */
  greeting: HubMessage[] = [];

  private readonly peers = new Inbox<HubPeer>();

  private constructor(private readonly server: WebSocketServer) {
    server.on('connection', (socket: WebSocket) => {
      this.accepted++;
      new HubPeer(socket, this.greeting, this.answerTime, this.peers.put);
    });
  }

  static async start(port = 0): Promise<FakeHub> {
    const server = new WebSocket.Server({ port, host: '127.0.0.1' });
    await new Promise((resolve) => server.once('listening', resolve));
    return new FakeHub(server);
  }

  get port(): number {
    return this.server.address().port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}/hub`;
  }

  /** The next connection whose handshake is done. */
  peer(): Promise<HubPeer> {
    return this.peers.next();
  }

  async stop(): Promise<void> {
    for (const client of this.server.clients) client.terminate();
    await new Promise<void>((resolve) => {
      this.server.close(resolve);
    });
  }
}
