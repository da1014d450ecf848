import { MessageType } from '@microsoft/signalr';
import { expect, onTestFinished } from 'vitest';
import type { Wire } from './wire.js';

const RECORD_END = '\x1e';

/** One message of the hub, of any type. */
interface HubRecord {
  type?: MessageType;
  target?: string;
  arguments?: unknown[];
  invocationId?: string;
  result?: unknown;
  error?: string;
}

/** Speaks the JSON of the hub over any WebSocket, as somebody does who has read docs/protocol.md. */
export class JsonPeer {
  private calls = 0;

  private constructor(readonly wire: Wire) {}

  /** Waits for the connection, and shakes hands. */
  static async begin(wire: Wire): Promise<JsonPeer> {
    const peer = new JsonPeer(wire);
    await expect.poll(() => wire.isOpen).toBe(true);
    peer.send({ protocol: 'json', version: 1 });
    await expect.poll(() => peer.records[0]).toEqual({});
    return peer;
  }

  /** What came since the handshake. */
  get messages(): HubRecord[] {
    return this.records.slice(1);
  }

  /** The arguments of all messages of this name. */
  told(target: string): unknown[][] {
    return this.messages.filter((message) => message.target === target).map((message) => message.arguments ?? []);
  }

  /** The data of the events of a topic, in the order in which they came. */
  data(topic: string): unknown[] {
    return this.told('event')
      .filter(([name]) => name === topic)
      .map(([, , data]) => data);
  }

  get pings(): number {
    return this.messages.filter((message) => message.type === MessageType.Ping).length;
  }

  /** Calls a method, and waits for what it returns. */
  async invoke(target: string, ...args: unknown[]): Promise<unknown> {
    const id = `${++this.calls}`;
    this.send(invocation(target, args, id));
    const answer = (): HubRecord | undefined =>
      this.messages.find((message) => message.type === MessageType.Completion && message.invocationId === id);
    await expect.poll(answer).toBeDefined();
    if (answer()?.error !== undefined) throw new Error(answer()?.error);
    return answer()?.result;
  }

  /** Pings as SignalR's clients do, for the rest of the test. */
  keepAlive(everyMs: number): void {
    const timer = setInterval(() => {
      this.send({ type: MessageType.Ping });
    }, everyMs);
    onTestFinished(() => {
      clearInterval(timer);
    });
  }

  private send(message: object): void {
    this.wire.send(record(message));
  }

  private get records(): HubRecord[] {
    const whole = this.wire.texts.join('').split(RECORD_END).slice(0, -1);
    return whole.map((text) => JSON.parse(text) as HubRecord);
  }
}

export function record(message: object): string {
  return JSON.stringify(message) + RECORD_END;
}

export function invocation(target: string, args: unknown[], invocationId: string): object {
  return { type: MessageType.Invocation, invocationId, target, arguments: args };
}
