import type { BackoffRange } from './backoff.js';

/** How a client connects. Everything is optional. */
export interface RealtimeHubClientOptions {
  /**
   * Where the hub is. Outside a browser it must be absolute.
   * @default '/hub'
   */
  url?: string;

  /**
   * How messages are written. `messagepack` is loaded on demand and carries bytes without base64; it needs the package
   * `@microsoft/signalr-protocol-msgpack`.
   * @default 'json'
   */
  protocol?: 'json' | 'messagepack';

  /**
   * Asked before every connect, so that a reconnect never uses a stale token, and again before the token ends: the
   * connection goes on with the newer one. If it throws, the try has failed and the next one asks again. A browser can send
   * it only in the address of the WebSocket, so let tokens live for minutes.
   * @default none: an anonymous connection
   */
  accessToken?: () => string | Promise<string>;

  /**
   * The range of waiting times between tries: each is random between 0.1 s (or `minMs`, if smaller) and a ceiling that
   * starts at `minMs` and doubles up to `maxMs`.
   * @default { minMs: 500, maxMs: 20000 }
   */
  backoff?: { minMs?: number; maxMs?: number };

  /**
   * How many items may wait for a `for await` loop before the oldest are dropped and reported as missed (`localQueue`).
   * @default 1000
   */
  maxSubscriptionQueue?: number;

  /**
   * How long one try to connect may take, in milliseconds.
   * @default 15000
   */
  connectTimeoutMs?: number;

  /**
   * How long the server may be silent before the connection counts as lost, in milliseconds. It speaks at least every 15 s,
   * and every 5 s while the page is visible, because it is asked for the time.
   * @default 20000
   */
  serverTimeoutMs?: number;

  /**
   * How long the client may be silent before it sends a ping, in milliseconds. The server lets go of clients that are silent
   * for longer than its own limit, 30 s unless it is configured otherwise.
   * @default 10000
   */
  keepAliveMs?: number;

  /**
   * How long the server may take to answer a subscribe, an unsubscribe or a change of rate before the connection counts as
   * lost, in milliseconds.
   * @default 30000
   */
  answerTimeoutMs?: number;

  /**
   * Chance, from 0 (inclusive) to 1 (exclusive).
   * @default Math.random
   */
  random?: () => number;

  /**
   * The time of day, in milliseconds since 1970.
   * @default Date.now
   */
  now?: () => number;
}

/** The options with every default filled in. */
export interface ClientSettings {
  readonly url: string;
  readonly protocol: 'json' | 'messagepack';
  readonly accessToken: (() => string | Promise<string>) | undefined;
  readonly backoff: BackoffRange;
  readonly maxSubscriptionQueue: number;
  readonly connectTimeoutMs: number;
  readonly serverTimeoutMs: number;
  readonly keepAliveMs: number;
  readonly answerTimeoutMs: number;
  readonly random: () => number;
  readonly now: () => number;
}

/** @throws RangeError when an option cannot mean anything. */
export function resolveOptions(options: RealtimeHubClientOptions): ClientSettings {
  const settings: ClientSettings = {
    url: options.url ?? '/hub',
    protocol: options.protocol ?? 'json',
    accessToken: options.accessToken,
    backoff: { minMs: options.backoff?.minMs ?? 500, maxMs: options.backoff?.maxMs ?? 20_000 },
    maxSubscriptionQueue: options.maxSubscriptionQueue ?? 1000,
    connectTimeoutMs: options.connectTimeoutMs ?? 15_000,
    serverTimeoutMs: options.serverTimeoutMs ?? 20_000,
    keepAliveMs: options.keepAliveMs ?? 10_000,
    answerTimeoutMs: options.answerTimeoutMs ?? 30_000,
    random: options.random ?? Math.random,
    now: options.now ?? Date.now,
  };
  const { backoff, maxSubscriptionQueue } = settings;
  check(backoff.minMs > 0 && backoff.maxMs >= backoff.minMs, 'backoff: use 0 < minMs <= maxMs');
  check(maxSubscriptionQueue >= 1, 'maxSubscriptionQueue: use at least 1');
  for (const name of ['connectTimeoutMs', 'serverTimeoutMs', 'keepAliveMs', 'answerTimeoutMs'] as const) {
    check(settings[name] > 0, `${name}: use more than 0`);
  }
  return settings;
}

function check(holds: boolean, message: string): void {
  if (!holds) throw new RangeError(message);
}
