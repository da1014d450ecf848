import { Connection } from './connection.js';
import { Emitter } from './emitter.js';
import { pageEnvironment, type Environment } from './environment.js';
import { notConnected } from './errors.js';
import { EventQueue } from './event-queue.js';
import { eventsOnly } from './events-only.js';
import { FeedRegistry } from './feed-registry.js';
import { LatencyProbe } from './latency-probe.js';
import { resolveOptions, type ClientSettings, type RealtimeHubClientOptions } from './options.js';
import { HubMethod } from './protocol.js';
import { Progress } from './progress.js';
import { ServerClock } from './server-clock.js';
import { handlerSink, queueSink, type Sink } from './sink.js';
import { isHandlers, plainOptions, requireHandlers } from './subscribe-arguments.js';
import { TopicSubscription } from './subscription.js';
import { FollowedTask, type TaskDoors } from './task.js';
import type { HubTask, StartTaskOptions, TaskReport } from './task-types.js';
import { checkRate } from './topic-rate.js';
import type {
  ClientState,
  History,
  HistoryOptions,
  Item,
  IterableSubscription,
  Position,
  Presence,
  PublishOptions,
  ServerSubscription,
  SubscribeOptions,
  Subscription,
  SubscriptionHandlers,
} from './types.js';

/** What a client tells about itself. */
export interface ClientEvents {
  state: { state: ClientState; previous: ClientState };
  latency: { latencyMs: number };
  /**
   * The server has subscribed the client to a topic that no subscription of it follows: subscribe to it with the position to get its events; without one they are
   * dropped. It comes again after every break, as long as nothing follows the topic.
   */
  subscribed: ServerSubscription;
}

/**
 * A connection to a RealtimeHub that comes back by itself, and the subscriptions on it.
 *
 * @example
 * const client = new RealtimeHubClient();
 * client.subscribe<Cpu>('host:cpu', { onEvent: (event) => draw(event.data), onMissed: () => reload() }, { tail: 60 });
 * await client.connect();
 */
export class RealtimeHubClient {
  private readonly settings: ClientSettings;
  private readonly clock: ServerClock;
  private readonly emitter = new Emitter<ClientEvents>();
  private readonly feeds: FeedRegistry;
  private readonly latency: LatencyProbe;
  private readonly connection: Connection;
  private readonly tasks: TaskDoors = {
    follow: (id) => this.subscribe<TaskReport>(`task:${id}`, { tail: 1 }),
    cancel: (id) => this.invoke(HubMethod.CancelTask, id),
  };

  /** @throws RangeError when an option cannot mean anything. */
  constructor(options?: RealtimeHubClientOptions);
  /** @internal */
  constructor(options: RealtimeHubClientOptions | undefined, environment: Environment);
  constructor(options: RealtimeHubClientOptions = {}, environment: Environment = pageEnvironment) {
    this.settings = resolveOptions(options);
    this.clock = new ServerClock(() => environment.elapsed());
    this.feeds = new FeedRegistry(this.settings, this.clock, (subscription) => {
      this.emitter.emit('subscribed', subscription);
    });
    this.latency = new LatencyProbe(environment, this.clock, (latencyMs) => {
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

  /**
   * What time it is at the server, in milliseconds since 1970, whatever the clock here says; undefined while there is no
   * connection or no measurement yet. It is wrong by half of the round trip at most.
   */
  get serverTime(): number | undefined {
    return this.clock.serverTime();
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
   * it was. Several subscriptions to one topic share one at the server: they must ask for the same `maxRate` and `conflate`,
   * and a later one gets its `since` or `tail` out of the history.
   * @throws TypeError when a handler is missing: what an application does about lost events is for it to say.
   * @throws RealtimeHubError with code 105 when the topic is followed already with another `maxRate` or `conflate`.
   */
  subscribe<T = unknown>(topic: string, handlers: SubscriptionHandlers<T>, options?: SubscribeOptions): Subscription;
  /**
   * The same for `for await`: leaving the loop closes the subscription, a refusal is thrown in the loop. Each item is an
   * event or a loss.
   */
  subscribe<T = unknown>(topic: string, options?: SubscribeOptions): IterableSubscription<T>;
  subscribe(
    topic: string,
    first: SubscriptionHandlers | SubscribeOptions = {},
    second?: SubscribeOptions,
  ): Subscription {
    if (second === undefined && !isHandlers(first)) return this.iterate(topic, plainOptions(first));
    requireHandlers(topic, first);
    const options = plainOptions(second ?? {});
    const progress = new Progress(options.since, this.clock);
    return this.join(topic, options, handlerSink(first, progress), progress);
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

  /**
   * Asks who follows a topic, where its namespace knows that and tells this client. To be told when it changes, see
   * `subscription.onPresence`.
   * @throws RealtimeHubError at once when there is no connection.
   */
  presence(topic: string): Promise<Presence> {
    return this.invoke(HubMethod.Presence, topic);
  }

  /**
   * Starts background work at the server. Resolves when the server has accepted it, which is before it runs. It is never
   * sent twice by itself: when the connection breaks before the answer, the task may have been started or not. With an
   * `idempotencyKey` it is safe to call again.
   *
   * @example
   * const task = await client.runTask<Summary>('csv-summary', { path: 'orders.csv' });
   * for await (const { state, percent } of task) show(state, percent);
   * const summary = await task.result;
   *
   * @param kind A kind of work that the server knows and this client may start.
   * @param args Its arguments: any JSON value, at most 16 KiB unless the server is configured otherwise.
   * @throws RealtimeHubError at once when there is no connection (code 0), and when the server refuses: 103 for a kind that
   * this client may not start, or a `key` from who has not said who it is, 107 for arguments that do not fit, 110 for an idempotency key that was used with others, 114
   * when as many tasks wait as may (try again later), 115 for an unknown kind.
   */
  async runTask<Result = unknown>(
    kind: string,
    args: unknown = {},
    options?: StartTaskOptions,
  ): Promise<HubTask<Result>> {
    const report = await this.invoke<TaskReport<Result>>(HubMethod.StartTask, kind, args, options ?? null);
    return new FollowedTask<Result>(report.id, this.tasks, report);
  }

  /**
   * A task that was started before, here or elsewhere: after a reload, say. It may be called before `connect()`. Whoever
   * comes late gets the newest report first, for as long as the server keeps the task: 1 hour after its end, unless it is
   * configured otherwise. A loop over a task that the server does not know throws a {@link RealtimeHubError} with code 116, and
   * its `result` rejects with that: it ended long ago, or was kept in the memory of a server that has been restarted.
   */
  followTask<Result = unknown>(id: string): HubTask<Result> {
    return new FollowedTask<Result>(id, this.tasks);
  }

  private async invoke<Result>(method: HubMethod, ...args: unknown[]): Promise<Result> {
    const session = this.connection.openSession;
    if (!session) throw notConnected();
    return session.invoke<Result>(method, ...args);
  }

  private iterate(topic: string, options: SubscribeOptions): IterableSubscription {
    const progress = new Progress(options.since, this.clock);
    const leave = (): void => void subscription.close();
    const queue = new EventQueue(this.settings.maxSubscriptionQueue, progress, leave);
    const subscription = this.join(topic, options, queueSink(queue), progress);
    const items = { [Symbol.asyncIterator]: (): AsyncIterator<Item> => queue };
    return Object.assign(subscription, items, { eventsOnly: () => eventsOnly(items) });
  }

  private join(topic: string, options: SubscribeOptions, sink: Sink, progress: Progress): TopicSubscription {
    checkRate(options);
    const feed = this.feeds.of(topic);
    const subscription = new TopicSubscription(topic, options, feed, sink, progress);
    feed.add(subscription);
    return subscription;
  }
}
