import { publishPath, serverUrl } from '../base/server-url.js';
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

interface Problem {
  title?: string;
  detail?: string;
  code?: number;
  status?: number;
}

/** Publishes one event over HTTP, as any backend would. */
export async function publish(input: PublishInput): Promise<PublishResult> {
  const query = new URLSearchParams();
  if (input.key !== '') query.set('key', input.key);
  if (input.type !== '') query.set('type', input.type);
  const suffix = query.size > 0 ? `?${query.toString()}` : '';
  const started = performance.now();
  try {
    const response = await fetch(serverUrl(publishPath(input.topic) + suffix), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: input.json,
    });
    if (!response.ok) return refused(response.status, await readProblem(response));
    const { topic, epoch, offset } = (await response.json()) as { topic: string; epoch: string; offset: number };
    return { kind: 'accepted', topic, epoch, offset, tookMs: performance.now() - started };
  } catch {
    return {
      kind: 'refused',
      code: undefined,
      words: 'The server did not answer. Nothing is known about the event.',
      detail: '',
    };
  }
}

function refused(status: number, problem: Problem): PublishResult {
  const text = problem.detail ?? problem.title ?? `The server answered with status ${status}.`;
  const words = errorWords(problem.code, text);
  return { kind: 'refused', code: problem.code, words, detail: words === text ? '' : text };
}

async function readProblem(response: Response): Promise<Problem> {
  try {
    return (await response.json()) as Problem;
  } catch {
    return {};
  }
}
