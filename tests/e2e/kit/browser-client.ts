import { RealtimeHubClient, type ClientState, type RealtimeHubClientOptions } from '@realtimehub/client';
import type { HubEvent, Missed, RealtimeHubError, Subscribed } from '@realtimehub/client';
import { expect, onTestFinished } from 'vitest';

/** Our client library for the rest of the test; it hardly waits between tries. */
export function newClient(options: RealtimeHubClientOptions): RealtimeHubClient {
  const client = new RealtimeHubClient({ backoff: { minMs: 20, maxMs: 100 }, ...options });
  onTestFinished(() => client.close());
  return client;
}

/** The kinds of the states that a client goes through from now on. */
export function kindsOf(client: RealtimeHubClient): ClientState['kind'][] {
  const kinds: ClientState['kind'][] = [];
  client.on('state', ({ state }) => kinds.push(state.kind));
  return kinds;
}

/** The next state of this kind. */
export function nextState<Kind extends ClientState['kind']>(
  client: RealtimeHubClient,
  kind: Kind,
): Promise<Extract<ClientState, { kind: Kind }>> {
  return new Promise((resolve) => {
    const undo = client.on('state', ({ state }) => {
      if (state.kind !== kind) return;
      undo();
      resolve(state as Extract<ClientState, { kind: Kind }>);
    });
  });
}

/** Handlers that keep all they are told. */
export class Recorder {
  readonly events: HubEvent[] = [];
  readonly missed: Missed[] = [];
  readonly replies: Subscribed[] = [];
  readonly errors: RealtimeHubError[] = [];

  readonly onEvent = (event: HubEvent): unknown => this.events.push(event);
  readonly onMissed = (missed: Missed): unknown => this.missed.push(missed);
  readonly onSubscribed = (reply: Subscribed): unknown => this.replies.push(reply);
  readonly onError = (error: RealtimeHubError): unknown => this.errors.push(error);

  get data(): unknown[] {
    return this.events.map((event) => event.data);
  }

  get offsets(): number[] {
    return this.events.map((event) => event.offset);
  }

  /** Waits until the server has accepted the subscription so many times. */
  subscribed(times = 1): Promise<void> {
    return expect.poll(() => this.replies.length).toBeGreaterThanOrEqual(times);
  }
}
