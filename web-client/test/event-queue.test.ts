import { describe, expect, test } from 'vitest';
import { EventQueue } from '../src/event-queue.js';
import type { HubEvent, Missed } from '../src/types.js';

const event = (offset: number, missed?: Missed): HubEvent => ({
  topic: 'a',
  epoch: 'e',
  offset,
  data: offset,
  ...(missed && { missed }),
});
const newQueue = (capacity = 3): EventQueue => new EventQueue(capacity, () => undefined);
const value = async (queue: EventQueue): Promise<HubEvent | undefined> => (await queue.next()).value;

describe('the queue of a loop', () => {
  test('hands out events in order, to a loop that waits and to one that comes later', async () => {
    const queue = newQueue();
    const waiting = [queue.next(), queue.next()];
    for (const offset of [1, 2, 3]) queue.push(event(offset));
    expect((await Promise.all(waiting)).map((r) => r.value?.offset)).toEqual([1, 2]);
    expect((await value(queue))?.offset).toBe(3);
  });

  test('drops the oldest events when it is full and says so in the next one', async () => {
    const queue = newQueue(2);
    for (const offset of [1, 2, 3, 4, 5]) queue.push(event(offset));
    expect(await value(queue)).toEqual(event(4, { topic: 'a', from: 0, to: 3, reason: 'localQueue' }));
    expect(await value(queue)).toEqual(event(5));
  });

  test("keeps the server's reason when an event is dropped that carried one", async () => {
    const queue = newQueue(1);
    queue.push(event(20, { topic: 'a', from: 10, to: 19, reason: 'slow' }));
    queue.push(event(21));
    expect((await value(queue))?.missed).toEqual({ topic: 'a', from: 10, to: 20, reason: 'slow' });
  });

  test("joins what it dropped with what the next event's own notice says", async () => {
    const queue = newQueue(1);
    queue.push(event(1));
    queue.push(event(9, { topic: 'a', from: 1, to: 8, reason: 'expired' }));
    expect((await value(queue))?.missed).toEqual({ topic: 'a', from: 0, to: 8, reason: 'expired' });
  });

  test('hands out what it has before it throws an error, and throws it once', async () => {
    const queue = newQueue();
    queue.push(event(1));
    queue.end(new Error('refused'));
    expect((await value(queue))?.offset).toBe(1);
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
    queue.push(event(1));
    queue.end();
    queue.push(event(2));
    expect(await queue.next()).toEqual({ done: true, value: undefined });
  });
});
