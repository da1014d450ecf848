import type { HubEvent, Item } from './types.js';

/** The events among the items. Leaving the loop over them leaves the loop over the items. */
export async function* eventsOnly<T>(items: AsyncIterable<Item<T>>): AsyncGenerator<HubEvent<T>, void, undefined> {
  for await (const item of items) if (item.kind === 'event') yield item;
}
