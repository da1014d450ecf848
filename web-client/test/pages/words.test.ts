import { describe, expect, test } from 'vitest';
import { curlPublish } from '../../pages/base/curl.js';
import { closeWords, errorWords } from '../../pages/base/words.js';
import { describeConnection } from '../../pages/connection/connection-status.js';
import { matchesFilter, orderTopics } from '../../pages/overview/topic-order.js';
import { topicProblem } from '../../pages/publish/topic-name.js';

describe('The state of the connection', () => {
  const context = { latencyMs: 3.21, wasLive: false, now: 10_000 };

  test('is live with its latency', () => {
    const state = { kind: 'connected', connectionId: 'c', since: 0 } as const;
    expect(describeConnection(state, context)).toEqual({ kind: 'live', label: 'Live', detail: '3.2 ms' });
    expect(describeConnection(state, { ...context, latencyMs: 42.4 }).detail).toBe('42 ms');
    expect(describeConnection(state, { ...context, latencyMs: undefined }).detail).toBe('');
  });

  test('is connecting only the first time', () => {
    expect(describeConnection({ kind: 'connecting', attempt: 1 }, context).kind).toBe('connecting');
    expect(describeConnection({ kind: 'connecting', attempt: 2 }, context).kind).toBe('reconnecting');
    expect(describeConnection({ kind: 'connecting', attempt: 1 }, { ...context, wasLive: true }).kind).toBe(
      'reconnecting',
    );
  });

  test('counts down to the next try and says why', () => {
    const state = { kind: 'waiting', attempt: 2, retryAt: 13_200, reason: { code: 3001, message: 'bye' } } as const;
    const status = describeConnection(state, context);
    expect(status).toMatchObject({ kind: 'reconnecting', detail: 'in 4 s' });
    expect(status.reason).toBe('The server is shutting down or restarting.');
    expect(describeConnection(state, { ...context, now: 20_000 }).detail).toBe('in 0 s');
  });

  test('does not show what the transport says to developers', () => {
    const state = { kind: 'waiting', attempt: 1, retryAt: 0, reason: { message: 'WebSocket failed: 1006' } } as const;
    expect(describeConnection(state, context).reason).toBe('The server cannot be reached.');
    expect(describeConnection(state, { ...context, wasLive: true }).reason).toBe(
      'The connection to the server is lost.',
    );
  });

  test('is disconnected with the reason that was given', () => {
    const reason = { code: 3503, message: '' };
    expect(describeConnection({ kind: 'disconnected', reason }, context).reason).toBe(
      'An operator ended this connection.',
    );
    expect(describeConnection({ kind: 'disconnected' }, context).reason).toBeUndefined();
  });
});

describe('Codes in words', () => {
  test('come from the number, and from the text where the number is new', () => {
    expect(errorWords(102, 'whatever')).toMatch(/no such namespace/);
    expect(errorWords(999, 'a new thing')).toBe('a new thing.');
    expect(errorWords(undefined, ' ')).toBe('The server gave no reason.');
    expect(closeWords(3008, '')).toMatch(/too slowly/);
  });
});

describe('The curl command', () => {
  test('can be pasted into a shell', () => {
    expect(curlPublish('http://localhost:5080', 'orders:new', '{"a":1}')).toBe(
      `curl http://localhost:5080/v1/topics/orders:new/events -H 'content-type: application/json' -d '{"a":1}'`,
    );
  });

  test('keeps quotes of the data and slashes of the topic', () => {
    expect(curlPublish('http://h', 'a/b', `"it's"`)).toContain(`/v1/topics/a%2Fb/events`);
    expect(curlPublish('http://h', 'a', `"it's"`)).toContain(`-d '"it'\\''s"'`);
  });
});

describe('The list of topics', () => {
  const topic = (name: string, eventsPerSecond: number): Parameters<typeof orderTopics>[0][number] => ({
    topic: name,
    eventsPerSecond,
    offset: 1,
    subscribers: 0,
    events: 1,
    bytes: 1,
  });

  test('puts the busiest first, and rates that are alike by name', () => {
    const order = orderTopics([topic('b', 1), topic('a', 0.9), topic('silent', 0), topic('busy', 900)]);
    expect(order.map((each) => each.topic)).toEqual(['busy', 'a', 'b', 'silent']);
  });

  test('is filtered by all words, anywhere in the name', () => {
    expect(matchesFilter('orders:new', 'ORD')).toBe(true);
    expect(matchesFilter('orders:new', 'new ord')).toBe(true);
    expect(matchesFilter('orders:new', 'paid')).toBe(false);
    expect(matchesFilter('orders:new', '')).toBe(true);
  });
});

describe('The name of a topic to publish to', () => {
  test.each(['news', 'orders:new', 'a/b.c_d-1', 'x'.repeat(255)])('%s is fine', (name) => {
    expect(topicProblem(name)).toBeUndefined();
  });

  test.each([
    ['', 'needs a name'],
    ['$server:stats', 'server’s own'],
    ['my topic', 'A space'],
    ['a#b', '“#”'],
    ['x'.repeat(256), '256'],
  ])('%s is not', (name, words) => {
    expect(topicProblem(name)).toContain(words);
  });
});
