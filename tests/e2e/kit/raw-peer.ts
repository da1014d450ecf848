import { once } from 'node:events';
import { NullLogger, type HubMessage, type IHubProtocol } from '@microsoft/signalr';
import { onTestFinished } from 'vitest';
import WebSocket from 'ws';
import { hubProtocol, type Protocol } from './protocols.js';

const RECORD_END = '\x1e';

/** A WebSocket to the hub on which a test says what no good client would, and sees what shares a frame. */
export class RawPeer {
  /** The hub messages of each frame since the handshake. */
  readonly frames: HubMessage[][] = [];
  closed = false;

  private readonly protocol: IHubProtocol;

  private constructor(
    private readonly socket: WebSocket,
    protocol: Protocol,
  ) {
    this.protocol = hubProtocol(protocol);
    socket.on('close', () => (this.closed = true));
  }

  /** Connects, and shakes hands. */
  static async connect(url: string, protocol: Protocol): Promise<RawPeer> {
    const socket = new WebSocket(url.replace('http', 'ws'));
    onTestFinished(() => {
      socket.terminate();
    });
    const peer = new RawPeer(socket, protocol);
    await once(socket, 'open');
    socket.send(JSON.stringify({ protocol, version: 1 }) + RECORD_END);
    await once(socket, 'message');
    socket.on('message', (data: string | Buffer) => {
      peer.frames.push(peer.parse(data));
    });
    return peer;
  }

  get messages(): HubMessage[] {
    return this.frames.flat();
  }

  /** Sends hub messages in one frame. */
  send(...messages: HubMessage[]): void {
    const parts = messages.map((message) => this.protocol.writeMessage(message));
    if (parts.every((part) => typeof part === 'string')) this.socket.send(parts.join(''));
    else this.socket.send(Buffer.concat(parts.map((part) => Buffer.from(part as ArrayBuffer))));
  }

  /** Sends whatever. */
  sendRaw(data: string | Uint8Array): void {
    this.socket.send(data);
  }

  private parse(data: string | Buffer): HubMessage[] {
    // A copy, because the buffer of a small frame is a part of a larger one.
    const input = typeof data === 'string' ? data : new Uint8Array(data).buffer;
    return this.protocol.parseMessages(input, NullLogger.instance);
  }
}
