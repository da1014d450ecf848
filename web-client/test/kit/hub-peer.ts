import type WebSocket from 'ws';
import { Inbox } from './inbox.js';

/** A call that the client made. */
export interface Call {
  invocationId: string;
  target: string;
  arguments: unknown[];
}

/** A hub message in the words of the JSON hub protocol. */
export type HubMessage = Record<string, unknown>;

const RECORD_END = '\x1e';

/** The server's end of one connection: it takes calls and says what a test tells it to. */
export class HubPeer {
  private readonly calls = new Map<string, Inbox<Call>>();

  /** Answered by itself unless a test wants to see them. */
  answerTime = true;

  constructor(
    private readonly socket: WebSocket,
    private readonly ready: (peer: HubPeer) => void,
  ) {
    socket.on('message', (data: Buffer | string) => {
      for (const record of data.toString().split(RECORD_END)) if (record) this.receive(JSON.parse(record));
    });
  }

  /** The client's next call of this method. */
  call(method: string): Promise<Call> {
    return this.inbox(method).next();
  }

  /** Calls that have arrived and were not taken. */
  waiting(method: string): readonly Call[] {
    return this.inbox(method).rest;
  }

  /** Sends hub messages in one frame. */
  send(...messages: HubMessage[]): void {
    this.socket.send(messages.map((message) => JSON.stringify(message) + RECORD_END).join(''));
  }

  /** Takes the next subscribe, accepts it, and sends what follows in the same frame. */
  async accept(reply: object, ...followedBy: HubMessage[]): Promise<Call> {
    const call = await this.call('Subscribe');
    this.send(result(call, { topic: topicOf(call), recovered: false, ...reply }), ...followedBy);
    return call;
  }

  /** Takes the next call of this method and answers it. */
  async answer(method: string, value: unknown = null): Promise<Call> {
    const call = await this.call(method);
    this.send(result(call, value));
    return call;
  }

  drop(): void {
    this.socket.terminate();
  }

  close(code: number, reason: string): void {
    this.socket.close(code, reason);
  }

  private receive(message: unknown): void {
    const { type, protocol, ...call } = message as Call & { type?: number; protocol?: string };
    if (protocol !== undefined) {
      this.send({});
      this.ready(this);
    } else if (type === 1 && call.target === 'Time' && this.answerTime) {
      this.send(result(call, 0));
    } else if (type === 1) {
      this.inbox(call.target).put(call);
    }
  }

  private inbox(method: string): Inbox<Call> {
    const inbox = this.calls.get(method) ?? new Inbox<Call>();
    this.calls.set(method, inbox);
    return inbox;
  }
}

export const result = (call: Call, value: unknown): HubMessage => ({
  type: 3,
  invocationId: call.invocationId,
  result: value,
});

export const refusal = (call: Call, error: string): HubMessage => ({
  type: 3,
  invocationId: call.invocationId,
  error: `An unexpected error occurred invoking '${call.target}' on the server. HubException: ${error}`,
});

export const message = (target: string, ...args: unknown[]): HubMessage => ({ type: 1, target, arguments: args });

export const event = (topic: string, offset: number): HubMessage => message('event', topic, offset, `data ${offset}`);

function topicOf(call: Call): string {
  return (call.arguments[0] as { topic: string }).topic;
}
