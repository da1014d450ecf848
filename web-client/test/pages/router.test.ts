import { describe, expect, test } from 'vitest';
import { formatRoute, parseRoute, topicLink } from '../../pages/base/router.js';

describe('The address of a view', () => {
  test.each(['', '#', '#/', '#/nothing', '#/topics/', '#/topics/?tail=3'])('%j is the overview', (hash) => {
    expect(parseRoute(hash)).toEqual({ view: 'overview' });
  });

  test('leads to the tasks and back', () => {
    expect(parseRoute(formatRoute({ view: 'tasks' }))).toEqual({ view: 'tasks' });
  });

  test.each(['news', 'orders:new', '$server:stats', 'a/b/c:d', 'x.y-z_1'])('leads to topic %s and back', (topic) => {
    expect(parseRoute(topicLink(topic))).toEqual({ view: 'topic', topic, options: {} });
  });

  test('keeps topic names readable', () => {
    expect(topicLink('$server:stats')).toBe('#/topics/$server:stats');
  });

  test('carries the subscribe options', () => {
    const route = { view: 'topic', topic: 'a', options: { tail: 0, maxRate: 0.5, conflate: true } } as const;
    expect(formatRoute(route)).toBe('#/topics/a?tail=0&maxRate=0.5&conflate=true');
    expect(parseRoute(formatRoute(route))).toEqual(route);
  });

  test('ignores options that mean nothing', () => {
    const hash = '#/topics/a?tail=-1&maxRate=0&conflate=no&other=1';
    expect(parseRoute(hash)).toEqual({ view: 'topic', topic: 'a', options: {} });
  });

  test('survives a broken escape', () => {
    expect(parseRoute('#/topics/50%')).toEqual({ view: 'topic', topic: '50%', options: {} });
  });
});
