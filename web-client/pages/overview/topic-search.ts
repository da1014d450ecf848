import { serverUrl } from '../base/server-url.js';
import type { TopicStats } from './wire.js';

const WAIT_MS = 250;
const LIMIT = 50;

type Found = Omit<TopicStats, 'eventsPerSecond'>;

/** Asks the server for topics by the start of their name; for those that are too quiet to be told about every second. */
export class TopicSearch {
  private readonly found: (topics: TopicStats[]) => void;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private pending: AbortController | undefined;

  constructor(found: (topics: TopicStats[]) => void) {
    this.found = found;
  }

  /** Asks when the typing pauses; an answer to an older question is never shown. */
  ask(prefix: string): void {
    clearTimeout(this.timer);
    this.pending?.abort();
    this.timer = setTimeout(() => void this.fetch(prefix), WAIT_MS);
  }

  cancel(): void {
    clearTimeout(this.timer);
    this.pending?.abort();
  }

  private async fetch(prefix: string): Promise<void> {
    const pending = new AbortController();
    this.pending = pending;
    const query = new URLSearchParams({ prefix, limit: String(LIMIT) });
    try {
      const response = await fetch(serverUrl(`v1/topics?${query.toString()}`), { signal: pending.signal });
      if (!response.ok) return;
      const { topics } = (await response.json()) as { topics: Found[] };
      this.found(topics.map((topic) => ({ ...topic, eventsPerSecond: 0 })));
    } catch {
      // Without an answer the list shows what the server told by itself; the connection pill says what is wrong.
    }
  }
}
