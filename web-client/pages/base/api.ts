import { serverUrl } from './server-url.js';

/** Why a request came to nothing. */
export interface Refusal {
  /** The status of the answer; undefined when there was none. */
  status: number | undefined;
  /** The number of the protocol, where the server gave one. */
  code: number | undefined;
  /** What the server said, for people. */
  text: string;
}

/** What became of a request to the server of this page. */
export type Answer<T> = { ok: true; body: T } | { ok: false; refusal: Refusal };

interface Problem {
  title?: string;
  detail?: string;
  code?: number;
}

/** A path that goes dead without a reset never says so: without a limit, whoever waits for an answer would wait for ever. */
const ANSWER_TIMEOUT_MS = 15_000;

/** Asks the server over HTTP, as any backend would. Never rejects. */
export async function ask<T>(path: string, init?: RequestInit, timeoutMs = ANSWER_TIMEOUT_MS): Promise<Answer<T>> {
  try {
    const response = await fetch(serverUrl(path), { ...init, signal: AbortSignal.timeout(timeoutMs) });
    if (response.ok) return { ok: true, body: (await response.json()) as T };
    const { code, detail, title } = await readProblem(response);
    const text = detail ?? title ?? `The server answered with status ${response.status}.`;
    return { ok: false, refusal: { status: response.status, code, text } };
  } catch {
    return { ok: false, refusal: { status: undefined, code: undefined, text: 'The server did not answer.' } };
  }
}

/** Sends JSON as it was typed: numbers keep all their digits. */
export function post<T>(
  path: string,
  json: string,
  headers: Record<string, string> = {},
  timeoutMs?: number,
): Promise<Answer<T>> {
  const init = { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: json };
  return ask(path, init, timeoutMs);
}

async function readProblem(response: Response): Promise<Problem> {
  try {
    return (await response.json()) as Problem;
  } catch {
    return {};
  }
}
