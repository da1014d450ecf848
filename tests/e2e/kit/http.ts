import type { HubServer } from './hub-server.js';

/** Where an event stands. */
export interface Place {
  epoch: string;
  offset: number;
}

/** What the server answered: its status, and the JSON of its body. */
export interface Answer {
  status: number;
  body: unknown;
}

/** Publishes one event over HTTP, as any backend would. */
export async function publish(
  server: HubServer,
  topic: string,
  data: unknown,
  labels: Record<string, string> = {},
): Promise<Place> {
  const query = new URLSearchParams(labels).toString();
  const { status, body } = await post(server, `${eventsOf(topic)}?${query}`, JSON.stringify(data));
  if (status !== 200) throw new Error(`Not published: ${status} ${JSON.stringify(body)}`);
  return body as Place;
}

/** Publishes the numbers from `first` to `last`, in order. */
export async function publishNumbers(server: HubServer, topic: string, first: number, last: number): Promise<void> {
  const events = Array.from({ length: last - first + 1 }, (_, index) => ({ topic, data: first + index }));
  await post(server, '/v1/events', JSON.stringify(events));
}

export async function post(
  server: HubServer,
  path: string,
  body: string | Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const all = { 'content-type': 'application/json', ...headers };
  return answer(await fetch(server.url + path, { method: 'POST', body, headers: all }));
}

export async function get(server: HubServer, path: string): Promise<Answer> {
  return answer(await fetch(server.url + path));
}

export function eventsOf(topic: string): string {
  return `/v1/topics/${encodeURIComponent(topic)}/events`;
}

async function answer(response: Response): Promise<Answer> {
  return { status: response.status, body: (await response.json()) as unknown };
}
