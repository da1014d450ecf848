import type { TopicStats } from './wire.js';

/**
 * Busiest first, but calm: rates within a factor of two count as equal and are ordered by name, so that rows do not change
 * places with every small change.
 */
export function orderTopics(topics: readonly TopicStats[]): TopicStats[] {
  return [...topics].sort((a, b) => step(b) - step(a) || (a.topic < b.topic ? -1 : 1));
}

function step(topic: TopicStats): number {
  return topic.eventsPerSecond <= 0 ? -1 : Math.max(0, Math.ceil(Math.log2(topic.eventsPerSecond + 1)));
}

/** Whether a topic is meant by what was typed: all words, anywhere in the name, in any case. */
export function matchesFilter(topic: string, filter: string): boolean {
  const name = topic.toLowerCase();
  return filter
    .toLowerCase()
    .split(/\s+/)
    .every((word) => name.includes(word));
}
