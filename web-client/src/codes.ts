/**
 * Why a call was refused. The same numbers as `ErrorCode` in C#; decide on the number, never on the text.
 */
export const ErrorCode = {
  /** Not from the server: the connection was missing or lost, or the client was closed. */
  None: 0,
  /** The server failed; trying again later may help. */
  Internal: 100,
  /** The caller did not say who it is. */
  Unauthorized: 101,
  /** No namespace of that name is configured. */
  UnknownNamespace: 102,
  /** The caller may not do this. */
  PermissionDenied: 103,
  /** The connection has a subscription to this topic already. */
  AlreadySubscribed: 105,
  /** The connection has as many subscriptions as it may have. */
  SubscriptionLimit: 106,
  /** The request itself is wrong; trying again unchanged cannot help. */
  BadRequest: 107,
  /** Too much in too little time; try again after the stated time. */
  RateLimited: 108,
  /** The token's time is over. */
  TokenExpired: 109,
  /** The idempotency key was used before with another payload. */
  Conflict: 110,
  /** The asked position cannot be continued from. */
  UnrecoverablePosition: 112,
  /** The node holds as many topics as it may hold; try again later. */
  TopicLimit: 113,
  /** What the nodes share cannot be reached at the moment; try again. */
  Unavailable: 114,
  /** No background work of that kind is there. */
  UnknownKind: 115,
  /** There is no such task, or it ended long ago. */
  UnknownTask: 116,
} as const;

/** One of the numbers of {@link ErrorCode}. */
export type ErrorCode = (typeof ErrorCode)[keyof typeof ErrorCode];

/** Why the server ended a connection. 3000 to 3499: come back. 3500 and above: do not. The same numbers as in C#. */
export const CloseCode = {
  /** The server is shutting down; come back after the stated time. */
  ShuttingDown: 3001,
  /** The token's time is over; come back with a new one. */
  TokenExpired: 3005,
  /** The client did not read fast enough. */
  Slow: 3008,
  /** The last message could not be read: too large, or not in the protocol. */
  BadMessage: 3009,
  /** The client sent no ping in time. */
  NoPing: 3012,
  /** The client sent too many requests. */
  TooManyRequests: 3013,
  /** The token is not valid. */
  InvalidToken: 3500,
  /** An operator ended the connection. */
  DisconnectedByOperator: 3503,
  /** Too many connections. */
  ConnectionLimit: 3504,
  /** The client may not do this. */
  PermissionDenied: 3507,
  /** The client made too many errors. */
  TooManyErrors: 3509,
} as const;

/** One of the numbers of {@link CloseCode}. */
export type CloseCode = (typeof CloseCode)[keyof typeof CloseCode];

const temporaryCodes: ReadonlySet<number> = new Set([
  ErrorCode.Internal,
  ErrorCode.RateLimited,
  ErrorCode.TopicLimit,
  ErrorCode.Unavailable,
]);

/** Whether the same call may succeed later. */
export function isTemporary(code: number): boolean {
  return temporaryCodes.has(code);
}

/** Whether a client whose connection ended with this code (none: the network broke) may connect again. */
export function mayReconnect(code: number | undefined): boolean {
  return code === undefined || code < 3500;
}
