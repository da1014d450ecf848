// The few members of ws 7 that the tests use; the package brings no types.
declare module 'ws' {
  import type { EventEmitter } from 'node:events';

  export default class WebSocket extends EventEmitter {
    constructor(url: string);
    send(data: string | Uint8Array, options?: { binary?: boolean; fin?: boolean }): void;
    ping(data?: string): void;
    close(code?: number, reason?: string): void;
    terminate(): void;
  }
}
