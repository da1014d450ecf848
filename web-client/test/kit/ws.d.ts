// The few members of ws 7 that the tests use; the package brings no types.
declare module 'ws' {
  import type { EventEmitter } from 'node:events';

  export default class WebSocket extends EventEmitter {
    static readonly Server: new (options: { port: number; host: string }) => WebSocketServer;
    send(data: string | Uint8Array): void;
    close(code?: number, reason?: string): void;
    terminate(): void;
  }

  export interface WebSocketServer extends EventEmitter {
    readonly clients: Set<WebSocket>;
    address(): { port: number };
    close(callback: () => void): void;
  }
}
