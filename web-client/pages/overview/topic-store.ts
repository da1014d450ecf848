import { Ring } from '../base/ring.js';
import { Observable } from '../base/observable.js';
import type { ServerTopics, TopicStats } from './wire.js';

/** Rates kept per topic. */
export const RATE_HISTORY = 30;

/** A topic as the server last told, with the rates of its last half minute. */
export interface TopicRecord {
  stats: TopicStats;
  rates: Ring<number>;
}

const STEADY_SECONDS = 5;

/** The rate over some seconds: an event every third second is 0.3/s, not 0, 0, 1. */
function steadyRate(rates: Ring<number>): number {
  const latest = rates.latest(STEADY_SECONDS);
  return latest.reduce((sum, rate) => sum + rate, 0) / latest.length;
}

/** What `$server:topics` tells. Bounded by what the server sends: topics that it no longer names are forgotten. */
export class TopicStore {
  /** Changes once for each message of the server. */
  readonly total = new Observable<number | undefined>(undefined);
  private known = new Map<string, TopicRecord>();

  get records(): ReadonlyMap<string, TopicRecord> {
    return this.known;
  }

  add(message: ServerTopics): void {
    const records = new Map<string, TopicRecord>();
    for (const stats of message.topics) {
      const rates = this.known.get(stats.topic)?.rates ?? new Ring<number>(RATE_HISTORY);
      rates.push(stats.eventsPerSecond);
      records.set(stats.topic, { stats: { ...stats, eventsPerSecond: steadyRate(rates) }, rates });
    }
    this.known = records;
    this.total.set(message.total);
  }
}
