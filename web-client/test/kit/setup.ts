import { afterEach } from 'vitest';
import { RealtimeHubClient } from '../../src/client.js';
import type { Environment } from '../../src/environment.js';
import type { RealtimeHubClientOptions } from '../../src/options.js';
import type { ClientState, HubEvent, Missed, Subscribed } from '../../src/types.js';
import type { RealtimeHubError } from '../../src/errors.js';
import { FakeHub } from './fake-hub.js';
import type { HubPeer } from './hub-peer.js';
import { Inbox } from './inbox.js';

const cleanups: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

export async function startHub(port?: number): Promise<FakeHub> {
  const hub = await FakeHub.start(port);
  cleanups.push(() => hub.stop());
  return hub;
}

/** A client that hardly waits between tries. */
export function newClient(options: RealtimeHubClientOptions, environment: Environment = page()): RealtimeHubClient {
  const client = new RealtimeHubClient({ backoff: { minMs: 1, maxMs: 1 }, random: () => 0, ...options }, environment);
  cleanups.push(() => client.close());
  return client;
}

/** A hub and a client connected to it. */
export async function connected(
  options: RealtimeHubClientOptions = {},
): Promise<{ hub: FakeHub; client: RealtimeHubClient; peer: HubPeer }> {
  const hub = await startHub();
  const client = newClient({ url: hub.url, ...options });
  await client.connect();
  return { hub, client, peer: await hub.peer() };
}

/** The first state from now on (the present one included) that is of this kind. */
export function stateOf<Kind extends ClientState['kind']>(
  client: RealtimeHubClient,
  kind: Kind,
): Promise<Extract<ClientState, { kind: Kind }>> {
  return new Promise((resolve) => {
    const take = (state: ClientState): void => {
      if (state.kind !== kind) return;
      undo();
      resolve(state as Extract<ClientState, { kind: Kind }>);
    };
    const undo = client.on('state', ({ state }) => {
      take(state);
    });
    take(client.state);
  });
}

/** A page whose network and visibility a test decides on. */
export interface Page extends Environment {
  offline: boolean;
  hidden: boolean;
  online: () => void;
  visible: () => void;
}

export function page(): Page {
  const onlineListeners = new Set<() => void>();
  const visibleListeners = new Set<() => void>();
  const add = (set: Set<() => void>) => (callback: () => void) => {
    set.add(callback);
    return () => set.delete(callback);
  };
  const made: Page = {
    offline: false,
    hidden: false,
    isOffline: () => made.offline,
    isHidden: () => made.hidden,
    onOnline: add(onlineListeners),
    onVisible: add(visibleListeners),
    elapsed: () => performance.now(),
    online: () => {
      made.offline = false;
      for (const listener of onlineListeners) listener();
    },
    visible: () => {
      made.hidden = false;
      for (const listener of visibleListeners) listener();
    },
  };
  return made;
}

/** Handlers that keep what they are told, each kind in an inbox of its own. */
export class Recorder {
  readonly events = new Inbox<HubEvent>();
  readonly missed = new Inbox<Missed>();
  readonly replies = new Inbox<Subscribed>();
  readonly errors = new Inbox<RealtimeHubError>();
  readonly onEvent = this.events.put;
  readonly onMissed = this.missed.put;
  readonly onSubscribed = this.replies.put;
  readonly onError = this.errors.put;

  /** The offsets of the next so many events. */
  async offsets(count: number): Promise<number[]> {
    const offsets: number[] = [];
    while (offsets.length < count) offsets.push((await this.events.next()).offset);
    return offsets;
  }
}
