import { ErrorCode, isTemporary } from './codes.js';

/** What went wrong, with the server's code. */
export class RealtimeHubError extends Error {
  override readonly name = 'RealtimeHubError';

  /** One of {@link ErrorCode}; 0 when the error did not come from the server. */
  readonly code: number;

  /** Whether the same call may succeed later. */
  readonly temporary: boolean;

  /** How long the server asks to wait before the next try, in milliseconds. */
  readonly retryAfterMs?: number;

  constructor(code: number, message: string, details: { temporary?: boolean; retryAfterMs?: number } = {}) {
    super(message);
    this.code = code;
    this.temporary = details.temporary ?? isTemporary(code);
    if (details.retryAfterMs !== undefined) this.retryAfterMs = details.retryAfterMs;
  }
}

/** The connection is not there, or went away while a call was under way: the call may or may not have happened. */
export function notConnected(message = 'Not connected'): RealtimeHubError {
  return new RealtimeHubError(ErrorCode.None, message, { temporary: true });
}

/** The application closed the client; nothing will come of this any more. */
export function clientClosed(message = 'The client was closed'): RealtimeHubError {
  return new RealtimeHubError(ErrorCode.None, message, { temporary: false });
}

/**
 * Makes a {@link RealtimeHubError} of whatever a hub call threw. SignalR puts its own words around the server's
 * message, so the first `NNN: ` anywhere in the text counts.
 */
export function toHubError(thrown: unknown): RealtimeHubError {
  if (thrown instanceof RealtimeHubError) return thrown;
  const text = messageOf(thrown);
  const found = /\b(\d{3}): (.*)/s.exec(text);
  if (!found) return notConnected(text);
  const [, code, message] = found;
  const wait = /retry after (\d+) ms/.exec(text)?.[1];
  return new RealtimeHubError(Number(code), message ?? text, wait === undefined ? {} : { retryAfterMs: Number(wait) });
}

/** The text of anything that can be thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
