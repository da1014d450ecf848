import type { MissedRange } from './cursor.js';
import type { EventMeta, HubEvent, Item, Missed, Position, Rate } from './types.js';

/** An item on its way to a subscription, and when it came. */
export interface ArrivedItem {
  readonly item: Item;
  readonly arrivedAt: number;
}

export function eventItem(
  topic: string,
  { epoch, offset }: Position,
  data: unknown,
  meta?: EventMeta | null,
): HubEvent {
  return { kind: 'event', topic, epoch, offset, data, ...(meta && { meta }), position: { epoch, offset } };
}

/** @param position The place after the loss. */
export function missedItem(topic: string, range: MissedRange, position: Position): Missed {
  return { kind: 'missed', topic, ...range, position };
}

/** The rate as a reply says it: only when there is a limit. */
export function maxRateOf(rate: Pick<Rate, 'maxRate'> | undefined): { maxRate?: number } {
  return rate?.maxRate ? { maxRate: rate.maxRate } : {};
}
