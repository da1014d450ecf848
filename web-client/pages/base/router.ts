import type { SubscribeOptions } from '../../src/index.js';

/** The part of the subscribe options that an address carries. */
export type LogOptions = Pick<SubscribeOptions, 'tail' | 'maxRate' | 'conflate'>;

/** What an address shows. */
export type Route = { view: 'overview' } | { view: 'tasks' } | { view: 'topic'; topic: string; options: LogOptions };

const TOPIC = '#/topics/';
const TASKS = '#/tasks';

/** Reads the part of the address after `#`; anything unknown is the overview. */
export function parseRoute(hash: string): Route {
  if (hash === TASKS) return { view: 'tasks' };
  if (!hash.startsWith(TOPIC)) return { view: 'overview' };
  const [path = '', query = ''] = splitOnce(hash.slice(TOPIC.length), '?');
  const topic = decode(path);
  return topic === '' ? { view: 'overview' } : { view: 'topic', topic, options: parseOptions(query) };
}

/** The address of a view, so that every view can be linked, bookmarked and opened in a new tab. */
export function formatRoute(route: Route): string {
  if (route.view === 'overview') return '#/';
  if (route.view === 'tasks') return TASKS;
  const { tail, maxRate, conflate } = route.options;
  const query = new URLSearchParams();
  if (tail !== undefined) query.set('tail', String(tail));
  if (maxRate !== undefined) query.set('maxRate', String(maxRate));
  if (conflate === true) query.set('conflate', 'true');
  const suffix = query.size > 0 ? `?${query.toString()}` : '';
  return TOPIC + encodeTopic(route.topic) + suffix;
}

/** The address of a topic's inspector. */
export function topicLink(topic: string): string {
  return formatRoute({ view: 'topic', topic, options: {} });
}

/** Keeps `:` `/` and `$` readable; the fragment of an address allows them. */
function encodeTopic(topic: string): string {
  return encodeURIComponent(topic).replaceAll('%3A', ':').replaceAll('%2F', '/').replaceAll('%24', '$');
}

function parseOptions(query: string): LogOptions {
  const parameters = new URLSearchParams(query);
  const options: LogOptions = {};
  const tail = wholeNumber(parameters.get('tail'));
  if (tail !== undefined) options.tail = tail;
  const maxRate = Number(parameters.get('maxRate'));
  if (maxRate > 0 && Number.isFinite(maxRate)) options.maxRate = maxRate;
  if (parameters.get('conflate') === 'true') options.conflate = true;
  return options;
}

function wholeNumber(text: string | null): number | undefined {
  const value = text === null || text === '' ? Number.NaN : Number(text);
  return Number.isInteger(value) && value >= 0 ? value : undefined;
}

function splitOnce(text: string, separator: string): string[] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
