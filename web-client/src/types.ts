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
 */
export type MissedReason = 'slow' | 'expired' | 'epochChanged' | 'tooOld' | 'ahead' | 'localQueue';

/** Why a subscription could not continue at its last position. */
export type RecoveryReason = 'epochChanged' | 'tooOld' | 'ahead';

/**
 * Events that are not coming: those with offsets after `from`, up to and including `to`. For `epochChanged`, `from` counts
 * in the old life of the log and `to` in the new one.
 */
export interface Missed {
  topic: string;
  from: number;
  to: number;
  reason: MissedReason;
}

/** One event of a topic. */
export interface HubEvent<T = unknown> {
  topic: string;
  epoch: string;
  offset: number;
  data: T;
  meta?: EventMeta;
  /** What was lost just before this event, so that a `for await` loop cannot overlook it. */
  missed?: Missed;
}

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
}

/** How a subscription starts and how much it wants. */
export interface SubscribeOptions {
  /** Continue after this position: what was missed comes first. */
  since?: Position;
  /** Start with the newest so many events; not used when `since` can be honoured. */
  tail?: number;
  /**
   * At most so many deliveries a second. A server that does not offer it, as version 0.1, refuses it with code 107.
   * @default no limit
   */
  maxRate?: number;
  /**
   * With `maxRate`: only the newest event per key. Offered and refused as `maxRate` is.
   * @default false
   */
  conflate?: boolean;
}

/** What an application does with a subscription. A handler that throws disturbs nobody else. */
export interface SubscriptionHandlers<T = unknown> {
  onEvent?(event: HubEvent<T>): void;
  /** Events were lost. They are also named in `missed` of the next event. */
  onGap?(missed: Missed): void;
  onSubscribed?(reply: Subscribed): void;
  /** The subscription was refused or ended by the server, for good: it is closed now. */
  onError?(error: RealtimeHubError): void;
}

/** `pending`: not accepted yet, or the connection is away. `closed`: for good. */
export type SubscriptionState = 'pending' | 'subscribed' | 'closed';

/** One part of an application that follows a topic. */
export interface Subscription {
  readonly topic: string;
  readonly state: SubscriptionState;
  /** Where the subscription stands: pass it as `since` to continue there later. */
  readonly position: Position | undefined;
  /** Ends it. Nothing is delivered after the call; resolves when the server knows. Never rejects. */
  close(): Promise<void>;
}

/** A subscription for `for await`. Leaving the loop closes it; a refusal is thrown in it. */
export type IterableSubscription<T = unknown> = Subscription & AsyncIterable<HubEvent<T>>;

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
