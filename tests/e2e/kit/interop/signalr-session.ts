import type * as SignalR from '@microsoft/signalr';

/** What a session is made of: the same in Node and in a page. */
export interface Ingredients {
  signalR: typeof SignalR;
  protocol: SignalR.IHubProtocol;
  WebSocket: typeof WebSocket;
}

export interface SessionOptions {
  url: string;
  skipsNegotiation: boolean;
}

/** What happened in a session so far. */
export interface Seen {
  /** The arguments of each `event`. */
  events: unknown[][];
  goodbyes: unknown[][];
  /** The codes with which the WebSocket below ended: 1006 when nobody said goodbye. */
  endings: number[];
  /** What `onclose` was given, each time. */
  closes: string[];
}

export interface Session {
  connection: SignalR.HubConnection;
  seen: Seen;
}

/** A connection of @microsoft/signalr that pings often. Its source is sent to pages, too: it uses nothing from outside. */
export function newSession({ signalR, protocol, WebSocket }: Ingredients, options: SessionOptions): Session {
  const seen: Seen = { events: [], goodbyes: [], endings: [], closes: [] };
  class WatchedSocket extends WebSocket {
    constructor(...how: ConstructorParameters<typeof WebSocket>) {
      super(...how);
      // SignalR sets `onclose` when it stops, with which `ws` drops what was added like this; what was added its own way stays.
      const emitter = this as { on?: (event: 'close', listener: (code: number) => void) => void };
      if (emitter.on) emitter.on('close', (code) => seen.endings.push(code));
      else this.addEventListener('close', ({ code }) => seen.endings.push(code));
    }
  }
  const webSocketsAtOnce = { skipNegotiation: true, transport: signalR.HttpTransportType.WebSockets };
  const watched: SignalR.IHttpConnectionOptions & { WebSocket: unknown } = { WebSocket: WatchedSocket };
  const connection = new signalR.HubConnectionBuilder()
    .withUrl(options.url, { ...watched, ...(options.skipsNegotiation ? webSocketsAtOnce : {}) })
    .withHubProtocol(protocol)
    .configureLogging(signalR.LogLevel.None)
    .build();
  connection.keepAliveIntervalInMilliseconds = 300;
  connection.on('event', (...event: unknown[]) => seen.events.push(event));
  connection.on('disconnecting', (...goodbye: unknown[]) => seen.goodbyes.push(goodbye));
  connection.onclose((error) => seen.closes.push(error === undefined ? 'no error' : String(error)));
  return { connection, seen };
}
