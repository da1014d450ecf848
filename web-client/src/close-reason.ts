import { messageOf } from './errors.js';
import type { CloseReason } from './types.js';

/** Reads the WebSocket's close code out of the text in which SignalR hides it. */
export function closeReason(error: unknown): CloseReason {
  if (error === undefined) return { message: 'The server closed the connection' };
  const message = messageOf(error);
  const found = /closed with status code: (\d+) \((.*)\)/.exec(message);
  if (!found) return { message };
  const [, code, text] = found;
  return { code: Number(code), message: text === 'no reason given' || !text ? 'The connection was lost' : text };
}
