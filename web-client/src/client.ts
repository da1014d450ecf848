import { Connection } from './connection.js';
import { Emitter } from './emitter.js';
import { pageEnvironment, type Environment } from './environment.js';
import { notConnected } from './errors.js';
import { EventQueue } from './event-queue.js';
import { FeedRegistry } from './feed-registry.js';
import { LatencyProbe } from './latency-probe.js';
import { resolveOptions, type ClientSettings, type RealtimeHubClientOptions } from './options.js';
import { HubMethod } from './protocol.js';
import { handlerSink, queueSink, type Sink } from './sink.js';
import { TopicSubscription } from './subscription.js';
import type {
  ClientState,
  History,
  HistoryOptions,
  HubEvent,
  IterableSubscription,
  Position,
  PublishOptions,
  SubscribeOptions,
  Subscription,
  SubscriptionHandlers,
} from './types.js';

/** What a client tells about itself. */
export interface ClientEvents {
  state: { state: ClientState; previous: ClientState };
  latency: { latencyMs: number };
}

/**
 * A connection to a RealtimeHub that comes back by itself, and the subscriptions on it.
 *
 * @example
 * const client = new RealtimeHubClient();
 * client.subscribe<Cpu>('host:cpu', { onEvent: (event) => draw(event.data) }, { tail: 60 });
 * await client.connect();
 */
export class RealtimeHubClient {
  private readonly settings: ClientSettings;
  private readonly emitter = new Emitter<ClientEvents>();
  private readonly feeds: FeedRegistry;
  private readonly latency: LatencyProbe;
  private readonly connection: Connection;

  /** @throws RangeError when an option cannot mean anything. */
  constructor(options?: RealtimeHubClientOptions);
  /** @internal */
  constructor(options: RealtimeHubClientOptions | undefined, environment: Environment);
  constructor(options: RealtimeHubClientOptions = {}, environment: Environment = pageEnvironment) {
    this.settings = resolveOptions(options);
    this.feeds = new FeedRegistry(this.settings);
    this.latency = new LatencyProbe(environment, (latencyMs) => {
      this.emitter.emit('latency', { latencyMs });
    });
    this.connection = new Connection(this.settings, environment, {
      messages: this.feeds.messages,
      changed: (state, previous) => {
        this.emitter.emit('state', { state, previous });
      },
      up: (session) => {
        this.feeds.up(session);
        this.latency.up(session);
      },
      down: () => {
        this.feeds.down();
        this.latency.down();
      },
    });
  }

  get state(): ClientState {
    return this.connection.state;
  }

  /** The round trip to the server in milliseconds; undefined while there is no connection or no measurement yet. */
  get latencyMs(): number | undefined {
    return this.latency.latencyMs;
  }

  /** Calls `listener` on every such event, until the returned function is called. */
  on<Name extends keyof ClientEvents>(name: Name, listener: (event: ClientEvents[Name]) => void): () => void {
    return this.emitter.on(name, listener);
  }

  /**
   * Connects, and stays connected. Resolves at the first connection, however many tries that takes; rejects when the
   * client is closed, or told not to come back, before that. Calling it again changes nothing.
   */
  connect(): Promise<void> {
    return this.connection.connect();
  }

  /** Ends the connection and all subscriptions; loops over them end. The client can be connected again. */
  close(): Promise<void> {
    this.feeds.down();
    this.feeds.close();
    this.connection.close();
    return Promise.resolve();
  }

  /**
   * Follows a topic. It may be called before `connect()`; over breaks of the connection the subscription continues where
   * it was. Several subscriptions to one topic share one at the server: `maxRate` and `conflate` are those of the first,
   * and a later one gets its `since` or `tail` out of the history.
   */
  subscribe<T = unknown>(topic: string, handlers: SubscriptionHandlers<T>, options?: SubscribeOptions): Subscription;
  /** The same for `for await`: leaving the loop closes the subscription, a refusal is thrown in the loop. */
  subscribe<T = unknown>(topic: string, options?: SubscribeOptions): IterableSubscription<T>;
  subscribe(
    topic: string,
    first: SubscriptionHandlers | SubscribeOptions = {},
    second?: SubscribeOptions,
  ): Subscription {
    if (second !== undefined || hasHandlers(first)) {
      return this.join(topic, second ?? {}, handlerSink(first as SubscriptionHandlers));
    }
    const queue = new EventQueue(this.settings.maxSubscriptionQueue, () => void subscription.close());
    const subscription = this.join(topic, first, queueSink(queue));
    return Object.assign(subscription, { [Symbol.asyncIterator]: (): AsyncIterator<HubEvent> => queue });
  }

  /**
   * Publishes any JSON value, where the namespace of the topic allows clients to. It is never sent twice by itself.
   * @throws RealtimeHubError at once when there is no connection.
   */
  publish(topic: string, data: unknown, options?: PublishOptions): Promise<Position> {
    return this.invoke(HubMethod.Publish, topic, data, options ?? null);
  }

  /**
   * Reads what the topic's log still holds.
   * @throws RealtimeHubError at once when there is no connection.
   */
  history<T = unknown>(topic: string, options?: HistoryOptions): Promise<History<T>> {
    return this.invoke(HubMethod.History, topic, options ?? null);
  }

  private async invoke<Result>(method: HubMethod, ...args: unknown[]): Promise<Result> {
    const session = this.connection.openSession;
    if (!session) throw notConnected();
    return session.invoke<Result>(method, ...args);
  }

  private join(topic: string, options: SubscribeOptions, sink: Sink): TopicSubscription {
    const feed = this.feeds.of(topic);
    const subscription = new TopicSubscription(topic, options, feed, sink);
    feed.add(subscription);
    return subscription;
  }
}

function hasHandlers(first: SubscriptionHandlers | SubscribeOptions): first is SubscriptionHandlers {
  return ['onEvent', 'onGap', 'onSubscribed', 'onError'].some((name) => name in first);
}
