import {
  RealtimeHubClient,
  type ClientState,
  type RealtimeHubError,
  type Subscribed,
  type SubscribeOptions,
} from '../../src/index.js';
import { serverUrl } from '../base/server-url.js';
import { eventEntry, gapEntry, subscribedNote } from './log-entry.js';
import type { LogBuffer } from './log-buffer.js';

/** What the inspector is told besides the events. */
export interface FeedListener {
  onChange(): void;
  onSubscribed(subscribed: Subscribed): void;
  onError(error: RealtimeHubError): void;
  onState(state: ClientState): void;
}

/**
 * Follows one topic on a connection of its own. A connection can follow a topic only once, and the charts already follow
 * some; and a flood in the topic that is looked at must not delay the charts.
 */
export class TopicFeed {
  private readonly client = new RealtimeHubClient({ url: serverUrl('hub') });
  private readonly buffer: LogBuffer;
  private storedUpTo = 0;
  private epoch: string | undefined;
  private offset = 0;

  constructor(buffer: LogBuffer) {
    this.buffer = buffer;
  }

  /** The newest position that came. */
  get position(): { epoch: string; offset: number } | undefined {
    return this.epoch === undefined ? undefined : { epoch: this.epoch, offset: this.offset };
  }

  start(topic: string, options: SubscribeOptions, listener: FeedListener): void {
    this.client.on('state', ({ state }) => {
      listener.onState(state);
    });
    this.client.subscribe(
      topic,
      {
        onEvent: (event) => {
          const context = { now: Date.now(), stored: event.offset <= this.storedUpTo };
          this.epoch = event.epoch;
          this.offset = event.offset;
          this.buffer.addEvent(eventEntry(event, context), context);
          listener.onChange();
        },
        onGap: (gap) => {
          this.buffer.addNotice(gapEntry(gap, Date.now()));
          listener.onChange();
        },
        onSubscribed: (subscribed) => {
          this.storedUpTo = subscribed.offset;
          this.epoch = subscribed.epoch;
          this.offset = subscribed.offset;
          const note = subscribedNote(subscribed, Date.now());
          if (note !== undefined) this.buffer.addNotice(note);
          listener.onSubscribed(subscribed);
        },
        onError: (error) => {
          listener.onError(error);
        },
      },
      options,
    );
    void this.client.connect();
  }

  stop(): void {
    void this.client.close();
  }
}
