import { describe, expect, test } from 'vitest';
import { closeReason } from '../src/close-reason.js';
import { CloseCode, ErrorCode, mayReconnect } from '../src/codes.js';
import { RealtimeHubError, toHubError } from '../src/errors.js';

const wrapped = (message: string): Error =>
  new Error(`An unexpected error occurred invoking 'Subscribe' on the server. HubException: ${message}`);

describe('an error of a call', () => {
  test('carries the code that stands in the text which SignalR wraps around it', () => {
    const error = toHubError(wrapped('105: already subscribed'));
    expect(error).toBeInstanceOf(RealtimeHubError);
    expect(error).toMatchObject({ code: ErrorCode.AlreadySubscribed, temporary: false, message: 'already subscribed' });
    expect(error.retryAfterMs).toBeUndefined();
  });

  test('tells how long to wait where the server says so', () => {
    const error = toHubError(wrapped('108: limit reached, retry after 250 ms'));
    expect(error).toMatchObject({ code: ErrorCode.RateLimited, temporary: true, retryAfterMs: 250 });
  });

  test('is temporary for the codes 100, 108, 113 and 114 alone', () => {
    const temporary = Object.values(ErrorCode).filter((code) => toHubError(new Error(`${code}: x`)).temporary);
    expect(temporary.filter((code) => code !== ErrorCode.None)).toEqual([100, 108, 113, 114]);
  });

  test('without a code means that the connection failed, and has code 0', () => {
    const error = toHubError(new Error('Invocation canceled due to the underlying connection being closed.'));
    expect(error).toMatchObject({ code: ErrorCode.None, temporary: true });
  });

  test('takes the first code when there are several', () => {
    expect(toHubError(wrapped('107: bad offset 108: x')).code).toBe(107);
  });
});

describe('the reason of a close', () => {
  test('is read out of the text in which SignalR hides it', () => {
    const error = new Error('WebSocket closed with status code: 3503 (closed by an operator).');
    expect(closeReason(error)).toEqual({ code: CloseCode.DisconnectedByOperator, message: 'closed by an operator' });
    expect(closeReason(new Error('WebSocket closed with status code: 1006 (no reason given).'))).toEqual({
      code: 1006,
      message: 'The connection was lost',
    });
  });

  test('may have no code', () => {
    expect(closeReason(new Error('Server timeout elapsed'))).toEqual({ message: 'Server timeout elapsed' });
    expect(closeReason(undefined)).toEqual({ message: 'The server closed the connection' });
  });

  test('allows to come back below 3500 only', () => {
    expect([undefined, 1000, 1006, 3001, 3499].map(mayReconnect)).not.toContain(false);
    expect([3500, 3509, 4000].map(mayReconnect)).not.toContain(true);
  });
});
