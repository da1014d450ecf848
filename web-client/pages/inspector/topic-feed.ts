import {
  RealtimeHubClient,
  type ClientState,
  type Rate,
  type RateOptions,
  type RealtimeHubError,
  type Subscribed,
  type SubscribeOptions,
  type Subscription,
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
  private subscription: Subscription | undefined;
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

  /** How old the last live event was when it came here, in ms, where the topic stamps times. */
  get lagMs(): number | undefined {
    return this.subscription?.lagMs;
  }

  get rate(): Rate | undefined {
    return this.subscription?.rate;
  }

  setRate(rate: RateOptions): Promise<Rate> {
    return this.subscription?.setRate(rate) ?? Promise.reject(new Error('The topic is not followed'));
  }

  start(topic: string, options: SubscribeOptions, listener: FeedListener): void {
    this.client.on('state', ({ state }) => {
      listener.onState(state);
    });
    this.subscription = this.client.subscribe(
      topic,
      {
        onEvent: (event) => {
          const context = { now: Date.now(), stored: event.offset <= this.storedUpTo };
          this.epoch = event.epoch;
          this.offset = event.offset;
          this.buffer.addEvent(eventEntry(event, context), context);
          listener.onChange();
        },
        onMissed: (missed) => {
          this.buffer.addNotice(gapEntry(missed, Date.now()));
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
