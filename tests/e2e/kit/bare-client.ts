import { HubConnectionBuilder, LogLevel, type HubConnection } from '@microsoft/signalr';
import { onTestFinished } from 'vitest';
import { hubProtocol, type Protocol } from './protocols.js';

/** What came with one `event`. */
export interface Received {
  offset: number;
  data: unknown;
  meta?: unknown;
  /** How many arguments the message had. */
  arguments: number;
}

/** The answer to a subscribe. */
export interface Reply {
  topic: string;
  epoch: string;
  offset: number;
  recovered: boolean;
  reason?: string;
}

/** A client of the hub made of SignalR alone, as somebody without our library writes it. */
export class BareClient {
  /** `disconnecting` messages: their arguments. */
  readonly goodbyes: unknown[][] = [];
  readonly gaps: unknown[][] = [];
  closed = false;

  private readonly events = new Map<string, Received[]>();

  private constructor(private readonly connection: HubConnection) {
    connection.on('event', (topic: string, ...rest: unknown[]) => {
      const [offset, data, meta] = rest;
      const received = { offset: offset as number, data, arguments: rest.length + 1, ...(rest.length > 2 && { meta }) };
      const known = this.events.get(topic);
      if (known) known.push(received);
      else this.events.set(topic, [received]);
    });
    connection.on('gap', (...gap: unknown[]) => this.gaps.push(gap));
    connection.on('disconnecting', (...goodbye: unknown[]) => this.goodbyes.push(goodbye));
    connection.onclose(() => (this.closed = true));
  }

  /** Connects for the rest of the test. */
  static async connect(url: string, protocol: Protocol): Promise<BareClient> {
    const connection = new HubConnectionBuilder()
      .withUrl(url)
      .withHubProtocol(hubProtocol(protocol))
      .configureLogging(LogLevel.None)
      .build();
    const client = new BareClient(connection);
    await connection.start();
    onTestFinished(() => connection.stop());
    return client;
  }

  invoke<T>(method: string, ...args: unknown[]): Promise<T> {
    return this.connection.invoke<T>(method, ...args);
  }

  subscribe(topic: string, options: object = {}): Promise<Reply> {
    return this.invoke('Subscribe', { topic, ...options });
  }

  /** The events of a topic, as they came. */
  of(topic: string): Received[] {
    return this.events.get(topic) ?? [];
  }

  offsets(topic: string): number[] {
    return this.of(topic).map((event) => event.offset);
  }

  data(topic: string): unknown[] {
    return this.of(topic).map((event) => event.data);
  }
}

/** The code with which a call was refused; undefined when it was not. */
export async function refusalOf(call: Promise<unknown>): Promise<number | undefined> {
  try {
    await call;
    return undefined;
  } catch (error) {
    const found = /\b(\d{3}): /.exec(String(error));
    if (!found) throw error;
    return Number(found[1]);
  }
}
