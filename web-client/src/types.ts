import type { RealtimeHubError } from './errors.js';

/** A place in a topic: everything up to and including `offset`, in the life `epoch` of its log. */
export interface Position {
  epoch: string;
  offset: number;
}

/** What is known about an event besides its data; absent members were not given by the publisher. */
export interface EventMeta {
  /** What the event is about; the newest event of a key replaces the older ones. */
  key?: string;
  /** The kind of the event, in the publisher's words. */
  type?: string;
  /** The publisher's own identity of the event. */
  id?: string;
  /** When the server accepted the event, in milliseconds since 1970, where the namespace stamps events. */
  time?: number;
  /** Who published the event, where that is told. */
  origin?: string;
  /** `base64` when the data are bytes that had to be written as text (JSON protocol only); see `bytesOf`. */
  encoding?: string;
}

/**
 * Why events are missing. `slow`: this client read too slowly. `expired`: they became too old before they could be sent.
 * `epochChanged`: the topic's log began a new life. `tooOld`: the log no longer holds what came after the last position.
 * `ahead`: the last position lies after the newest event. `localQueue`: a `for await` loop was too slow for its queue.
 * `unknown`: offsets were skipped and nobody said why.
 */
export type MissedReason = 'slow' | 'expired' | 'epochChanged' | 'tooOld' | 'ahead' | 'localQueue' | 'unknown';

/** Why a subscription could not continue at its last position. */
export type RecoveryReason = 'epochChanged' | 'tooOld' | 'ahead';

/** One event of a topic. */
export interface HubEvent<T = unknown> {
  kind: 'event';
  topic: string;
  epoch: string;
  offset: number;
  data: T;
  meta?: EventMeta;
  /** The place after this event: store it when the event is handled, and pass it as `since` to continue here. */
  position: Position;
}

/**
 * Events that are not coming: those with offsets after `from`, up to and including `to`. For `epochChanged`, `from` counts
 * in the old life of the log and `to` in the new one; for `ahead`, `to` is the smaller.
 */
export interface Missed {
  kind: 'missed';
  topic: string;
  from: number;
  to: number;
  reason: MissedReason;
  /** The place after the loss: what comes next lies after it. With `tail` it lies before `to`. */
  position: Position;
}

/** What a subscription brings, in order. Look at `kind` first: there is no `data` in a loss. */
export type Item<T = unknown> = HubEvent<T> | Missed;

/** The server has accepted the subscription. */
export interface Subscribed {
  topic: string;
  epoch: string;
  /** The newest offset at this moment. */
  offset: number;
  /** Whether every event after the asked position follows. */
  recovered: boolean;
  /** Why not, when a position was asked for and could not be continued. */
  reason?: RecoveryReason;
  /** Whether this subscription had been accepted before and is now carried on. */
  resubscribed: boolean;
  /** The rate in effect, when the subscription is limited: see {@link Rate}. */
  maxRate?: number;
}

/** The server has subscribed the client to a topic by itself: because the token says so, or because it is the user's personal topic. */
export interface ServerSubscription {
  topic: string;
  /** Where it begins: pass it as `since`, and nothing after it is missed. */
  position: Position;
}

/** How much of a topic is wanted; what is left out is not limited. */
export interface RateOptions {
  /**
   * At most so many deliveries a second; more than 0, fractions allowed. All events come, several at a time.
   * @default no limit
   */
  maxRate?: number;
  /**
   * Only the newest event per key (events without a key count as one key) of what came since the last delivery. Offsets that
   * were replaced are skipped without a notice: that is what was asked for. Makes sense with `maxRate`.
   * @default false
   */
  conflate?: boolean;
}

/** How a topic is delivered, in the words of the server. */
export interface Rate {
  /** Deliveries a second, rounded down by the server and never above what the namespace allows; absent when not limited. */
  maxRate?: number;
  conflate: boolean;
}

/** How a subscription starts and how much it wants. */
export interface SubscribeOptions extends RateOptions {
  /** Continue after this position: what was missed comes first. */
  since?: Position;
  /**
   * Start with the newest so many events; not used when `since` can be honoured.
   * @default as many as the topic's namespace says: none, unless it has a `Tail`; none where this client follows the topic already
   */
  tail?: number;
}

/** What an application does with a subscription. A handler that throws disturbs nobody else. */
export interface SubscriptionHandlers<T = unknown> {
  onEvent: (event: HubEvent<T>) => void;
  /**
   * Events were lost: by a gap, by a break that was too long, by a new life of the topic. Usually the application reads its
   * state anew. An application that can live without the events says so: `'ignore'`.
   */
  onMissed: ((missed: Missed) => void) | 'ignore';
  onSubscribed?: (reply: Subscribed) => void;
  /** The subscription was refused or ended by the server, for good: it is closed now. */
  onError?: (error: RealtimeHubError) => void;
}

/** `pending`: not accepted yet, or the connection is away. `closed`: for good. */
export type SubscriptionState = 'pending' | 'subscribed' | 'closed';

/** One part of an application that follows a topic. */
export interface Subscription {
  readonly topic: string;
  readonly state: SubscriptionState;
  /**
   * The place after the last item that the application has handled; pass it as `since` to continue there later, also after
   * a reload. An item is handled when its handler has returned, or when the loop asks for the next one. Inside of a handler
   * or a loop the item's own `position` is the newer one.
   */
  readonly position: Position | undefined;
  /**
   * How old the last event was when the application got it, in milliseconds: from the moment at which the server accepted
   * it (`meta.time`), by the server's clock. Only events count that were published after the server's last answer to this
   * subscription. Undefined before the first such event, and where events carry no time.
   */
  readonly lagMs: number | undefined;
  /** The part of the lag that was spent in this page, in milliseconds: from the arrival of the last item until it was handed over. */
  readonly localLagMs: number | undefined;
  /** How many items wait here for the application. */
  readonly queued: number;
  /** What the server said last about rate and conflation; undefined before its first answer. */
  readonly rate: Rate | undefined;
  /**
   * Changes rate and conflation; what is left out is switched off. Remembered over breaks of the connection. Resolves with
   * the rate in effect when the server has agreed, which may take until the next connection.
   * @throws RealtimeHubError when the server refuses (the old rate stays), when the subscription is closed, or with code 105
   * when other subscriptions of this client share the topic: they did not ask for the change.
   */
  setRate(rate: RateOptions): Promise<Rate>;
  /**
   * Who follows the topic, as the server has told it: where its namespace has `Presence:Events` and this client may know.
   * Undefined before the first time. During a break of the connection it is what was known before.
   */
  readonly presence: Presence | undefined;
  /** Calls `listener` when the server tells who follows the topic, and on each change of that, until the returned function is called. */
  onPresence(listener: (change: PresenceChange) => void): () => void;
  /** Ends it. Nothing is delivered after the call; resolves when the server knows. Never rejects. */
  close(): Promise<void>;
}

/** A subscription for `for await`. Leaving the loop closes it; a refusal is thrown in it. */
export interface IterableSubscription<T = unknown> extends Subscription, AsyncIterable<Item<T>> {
  /** The same without the losses, for applications that can live without the events. */
  eventsOnly(): AsyncIterable<HubEvent<T>>;
}

/** Why there is no connection. `code` is a close code of the server or of the WebSocket; absent when there was none. */
export interface CloseReason {
  code?: number;
  message: string;
}

/** The one state of a client. */
export type ClientState =
  /** Never connected, closed by the application, or told not to come back. */
  | { kind: 'disconnected'; reason?: CloseReason }
  /** The first connect or a reconnect try is under way; `attempt` counts from 1. */
  | { kind: 'connecting'; attempt: number }
  /** `connectionId` is made by the client, one per connection; `since` is in milliseconds since 1970. */
  | { kind: 'connected'; connectionId: string; since: number }
  /** Waiting for try number `attempt`, at `retryAt` (milliseconds since 1970). */
  | { kind: 'waiting'; attempt: number; retryAt: number; reason: CloseReason };

/** What a publisher may say about an event; each at most 255 characters. */
export interface PublishOptions {
  /** What the event is about. */
  key?: string;
  /** The kind of the event. */
  type?: string;
  /** The publisher's own identity of the event. */
  id?: string;
}

/** Which part of a topic's history is wanted. */
export interface HistoryOptions {
  /** Start after this position; without it, at the oldest event (or the newest, when reversed). */
  since?: Position;
  /**
   * At most so many events, up to 1,000.
   * @default 100
   */
  limit?: number;
  /**
   * Newest first.
   * @default false
   */
  reverse?: boolean;
}

/** An event as the history tells it. */
export interface HistoryEvent<T = unknown> {
  offset: number;
  data: T;
  meta?: EventMeta;
}

/** A part of a topic's history; `offset` is the newest offset of the topic. */
export interface History<T = unknown> {
  topic: string;
  epoch: string;
  offset: number;
  events: HistoryEvent<T>[];
}

/** One connection that follows a topic. */
export interface PresenceMember {
  /** Names the connection, for as long as it lasts. */
  id: string;
  /** The user to whom it belongs; absent when it has not said who it is. */
  user?: string;
  /** What its token tells others; absent when nothing. */
  info?: unknown;
}

/** Who follows a topic. */
export interface Presence {
  topic: string;
  /** How many connections follow it. */
  count: number;
  /** How many users these belong to. Connections without a user are not counted. */
  users: number;
  /** All of them; absent when there are more than the server lists (`Presence:MaxListed` of the namespace, usually 100). */
  members?: PresenceMember[];
}

/** Who follows a topic now, and what is different from before. */
export interface PresenceChange extends Presence {
  /** Who was not there before. Empty the first time, and where members are not listed. */
  joined: PresenceMember[];
  /** Who is not there any more. Empty the first time, and where members are not listed. */
  left: PresenceMember[];
}
