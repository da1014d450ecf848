import { describe, expect, test } from 'vitest';
import { EventQueue } from '../src/event-queue.js';
import { eventItem, missedItem } from '../src/items.js';
import { Progress } from '../src/progress.js';
import { ServerClock } from '../src/server-clock.js';
import type { Item, MissedReason } from '../src/types.js';

const position = (offset: number): { epoch: string; offset: number } => ({ epoch: 'e', offset });
const event = (offset: number): Item => eventItem('a', position(offset), offset);
const missed = (from: number, to: number, reason: MissedReason): Item =>
  missedItem('a', { from, to, reason }, position(to));

const newQueue = (capacity = 3, progress = newProgress()): EventQueue =>
  new EventQueue(capacity, progress, () => undefined);
const newProgress = (): Progress => new Progress(undefined, new ServerClock(() => 0));
const next = async (queue: EventQueue): Promise<Item | undefined> => (await queue.next()).value;

function push(queue: EventQueue, ...items: Item[]): void {
  for (const item of items) queue.push(item, 0);
}

describe('the queue of a loop', () => {
  test('hands out items in order, to a loop that waits and to one that comes later', async () => {
    const queue = newQueue();
    const waiting = [queue.next(), queue.next()];
    push(queue, event(1), missed(1, 2, 'slow'), event(3));
    expect((await Promise.all(waiting)).map((result) => result.value)).toEqual([event(1), missed(1, 2, 'slow')]);
    expect(await next(queue)).toEqual(event(3));
  });

  test('drops the oldest events when it is full and says so in their place', async () => {
    const queue = newQueue(2);
    push(queue, event(1), event(2), event(3), event(4), event(5));
    expect(queue.length).toBe(3);
    expect(await next(queue)).toEqual(missed(0, 3, 'localQueue'));
    expect(await next(queue)).toEqual(event(4));
    expect(await next(queue)).toEqual(event(5));
    expect(queue.length).toBe(0);
  });

  test.each([
    [[missed(10, 19, 'slow'), event(20)], missed(10, 20, 'slow')],
    [[event(1), missed(1, 8, 'expired')], missed(0, 8, 'expired')],
    [[missed(0, 3, 'epochChanged'), missed(3, 8, 'slow')], missed(0, 8, 'epochChanged')],
  ])('of dropped losses %# tells the whole range and the gravest reason', async (dropped, expected) => {
    const queue = newQueue(1);
    push(queue, ...dropped, event(50));
    expect(await next(queue)).toEqual(expected);
    expect(await next(queue)).toEqual(event(50));
  });

  test('counts an item as handled when the loop asks for the next one', async () => {
    const progress = newProgress();
    const queue = newQueue(3, progress);
    const waiting = queue.next();
    push(queue, event(1), event(2), missed(2, 9, 'slow'));
    await waiting;
    expect(progress.position).toBeUndefined();
    await queue.next();
    expect(progress.position).toEqual(position(1));
    await queue.next();
    void queue.next();
    expect(progress.position).toEqual(position(9));
  });

  test('does not count the item as handled in whose middle the loop was left', async () => {
    const progress = newProgress();
    const queue = newQueue(3, progress);
    push(queue, event(1), event(2));
    for (const last of [false, true]) {
      await queue.next();
      if (last) await queue.return();
    }
    queue.end();
    expect(progress.position).toEqual(position(1));
  });

  test('hands out what it has before it throws an error, and throws it once', async () => {
    const queue = newQueue();
    push(queue, event(1));
    queue.end(new Error('refused'));
    expect(await next(queue)).toEqual(event(1));
    await expect(queue.next()).rejects.toThrow('refused');
    expect(await queue.next()).toEqual({ done: true, value: undefined });
  });

  test('throws the error to a loop that waits', async () => {
    const queue = newQueue();
    const waiting = queue.next();
    queue.end(new Error('refused'));
    await expect(waiting).rejects.toThrow('refused');
  });

  test('ends at once when the application closed it', async () => {
    const queue = newQueue();
    push(queue, event(1));
    queue.end();
    push(queue, event(2));
    expect(await queue.next()).toEqual({ done: true, value: undefined });
  });
});
