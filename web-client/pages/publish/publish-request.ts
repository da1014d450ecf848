import { post, type Refusal } from '../base/api.js';
import { publishPath } from '../base/server-url.js';
import { errorWords } from '../base/words.js';

/** What the form sends. */
export interface PublishInput {
  topic: string;
  /** Sent as it was typed: numbers keep all their digits. */
  json: string;
  key: string;
  type: string;
}

/** What became of it. */
export type PublishResult =
  | { kind: 'accepted'; topic: string; epoch: string; offset: number; tookMs: number }
  | { kind: 'refused'; code: number | undefined; words: string; detail: string };

/** Publishes one event over HTTP, as any backend would. */
export async function publish(input: PublishInput): Promise<PublishResult> {
  const query = new URLSearchParams();
  if (input.key !== '') query.set('key', input.key);
  if (input.type !== '') query.set('type', input.type);
  const suffix = query.size > 0 ? `?${query.toString()}` : '';
  const started = performance.now();
  const answer = await post<{ topic: string; epoch: string; offset: number }>(
    publishPath(input.topic) + suffix,
    input.json,
  );
  if (!answer.ok) return refused(answer.refusal);
  const { topic, epoch, offset } = answer.body;
  return { kind: 'accepted', topic, epoch, offset, tookMs: performance.now() - started };
}

function refused({ status, code, text }: Refusal): PublishResult {
  if (status === undefined) {
    return { kind: 'refused', code, words: 'The server did not answer. Nothing is known about the event.', detail: '' };
  }
  const words = errorWords(code, text);
  return { kind: 'refused', code, words, detail: words === text ? '' : text };
}
