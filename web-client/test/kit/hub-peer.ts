import type WebSocket from 'ws';
import { Inbox } from './inbox.js';
import { Wire, type HubMessage } from './wire.js';

/** A call that the client made. */
export interface Call {
  invocationId: string;
  target: string;
  arguments: unknown[];
}

const RECORD_END = '\x1e';

/** The server's end of one connection: it takes calls and says what a test tells it to. */
export class HubPeer {
  private readonly calls = new Map<string, Inbox<Call>>();
  private wire: Wire | undefined;

  constructor(
    private readonly socket: WebSocket,
    private readonly greeting: readonly HubMessage[],
    private readonly answerTime: boolean,
    private readonly ready: (peer: HubPeer) => void,
  ) {
    socket.on('message', (data: Buffer | string) => {
      if (this.wire) for (const message of this.wire.read(data)) this.receive(message);
      else this.shakeHands(data.toString());
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
    if (this.wire) this.socket.send(this.wire.write(messages));
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

  private shakeHands(frame: string): void {
    const { protocol } = JSON.parse(frame.replace(RECORD_END, '')) as { protocol: string };
    this.wire = new Wire(protocol);
    // Only JSON can share a frame with the handshake, which is text.
    const greeting = this.greeting.map((message) => JSON.stringify(message) + RECORD_END);
    this.socket.send(['{}', RECORD_END, ...greeting].join(''));
    this.ready(this);
  }

  private receive({ type, ...call }: HubMessage): void {
    if (type !== 1) return;
    const invocation = call as unknown as Call;
    if (invocation.target === 'Time' && this.answerTime) this.send(result(invocation, 0));
    else this.inbox(invocation.target).put(invocation);
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

/** The server has ended a subscription, or could not make one by itself. */
export const unsubscribed = (topic: string, code: number): HubMessage => message('unsubscribed', topic, code, 'reason');

/** The server has subscribed the client by itself, with a tail after `from`, where that is given. */
export const begun = (topic: string, offset: number, from?: number): HubMessage =>
  message('subscribed', { topic, epoch: 'e', offset, recovered: false, ...(from !== undefined && { from }) });

function topicOf(call: Call): string {
  return (call.arguments[0] as { topic: string }).topic;
}
