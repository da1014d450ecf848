import { vi } from 'vitest';

type Fetch = (address: string, init?: RequestInit) => Promise<Response>;

/** A path to the server that has gone dead without a reset: nothing comes until the question is given up. For fake timers. */
export class DeadPath {
  /** The limit of time counts on the clock of the test. */
  constructor() {
    vi.spyOn(AbortSignal, 'timeout').mockImplementation((ms) => {
      const controller = new AbortController();
      setTimeout(() => {
        controller.abort(new DOMException('The time is over', 'TimeoutError'));
      }, ms);
      return controller.signal;
    });
  }

  /** Nothing comes at all. */
  readonly never: Fetch = (_, init) => abortOf(init?.signal);

  /** The answer begins, and never ends. */
  readonly begun: Fetch = (_, init) => {
    const body = new ReadableStream({
      start: (stream) => {
        stream.enqueue(new TextEncoder().encode('{'));
        abortOf(init?.signal).catch((error: unknown) => {
          stream.error(error);
        });
      },
    });
    return Promise.resolve(new Response(body));
  };
}

function abortOf(signal: AbortSignal | null | undefined): Promise<never> {
  return new Promise((_, reject) => {
    signal?.addEventListener('abort', () => {
      reject(signal.reason as Error);
    });
  });
}
