import type { PresenceMessage } from './presence-list.js';
import type { EventMeta, MissedReason, Position, SubscribeOptions } from './types.js';

/** Client to server. */
export const HubMethod = {
  Subscribe: 'Subscribe',
  SetRate: 'SetRate',
  Unsubscribe: 'Unsubscribe',
  Publish: 'Publish',
  History: 'History',
  Presence: 'Presence',
  StartTask: 'StartTask',
  CancelTask: 'CancelTask',
  Refresh: 'Refresh',
  Time: 'Time',
} as const;

export type HubMethod = keyof typeof HubMethod;

/** Server to client. */
export const HubTarget = {
  Event: 'event',
  Gap: 'gap',
  Subscribed: 'subscribed',
  Unsubscribed: 'unsubscribed',
  Presence: 'presence',
  Disconnecting: 'disconnecting',
  /** Not the server's: stands before an answer to Subscribe, so that what came before it can be told from what comes after. */
  Answered: '$answered',
} as const;

export interface SubscribeRequest extends SubscribeOptions {
  topic: string;
}

/** MessagePack sends null where JSON leaves the member out. */
export interface SubscribeReply extends Position {
  topic: string;
  recovered: boolean;
  reason?: string | null;
  /** A tail comes: the events after this offset. */
  from?: number | null;
  maxRate?: number | null;
}

export interface SetRateReply {
  maxRate?: number | null;
  conflate: boolean;
}

/** What the server says about topics, in the order in which it says it. */
export interface TopicMessages {
  /** A frame has come; the messages in it follow. */
  readonly frame: () => void;
  readonly event: (topic: string, offset: number, data: unknown, meta?: EventMeta | null) => void;
  readonly gap: (topic: string, from: number, to: number, reason: MissedReason) => void;
  /** The answer to Subscribe comes next. */
  readonly answered: (topic: string) => void;
  /** The server has subscribed the connection by itself. */
  readonly subscribed: (reply: SubscribeReply) => void;
  readonly unsubscribed: (topic: string, code: number, reason: string) => void;
  readonly presence: (topic: string, message: PresenceMessage) => void;
}
