import type { HubConnection } from '@microsoft/signalr';
import { closeReason } from './close-reason.js';
import { notConnected, toHubError } from './errors.js';
import { buildHub } from './hub-factory.js';
import type { ClientSettings } from './options.js';
import { HubMethod, HubTarget, type TopicMessages } from './protocol.js';
import { TokenRenewal } from './token-renewal.js';
import type { CloseReason } from './types.js';

/** The server's last words before it closes. */
export interface Farewell {
  reason: CloseReason;
  reconnect: boolean;
  /** How long the server asks to stay away, in milliseconds. */
  afterMs: number;
}

/** A mistaken number must not keep a page away for ever. */
const MAX_AFTER_MS = 3_600_000;

/** Whom a session tells what happens to it. Nothing is said any more once it was stopped or has ended. */
export interface SessionOwner {
  readonly messages: TopicMessages;
  ended(session: Session, farewell: Farewell): void;
}

/**
 * One connection, from its first packet to its last; never used again after that. A session is compared by identity: it is
 * the generation that asynchronous callbacks carry.
 */
export class Session {
  private hub: HubConnection | undefined;
  private renewal: TokenRenewal | undefined;
  private over = false;

  /** Settles {@link start} when the session is stopped or told to go before it is open. */
  private readonly giveUp = new AbortController();

  constructor(
    /** Made here, because without negotiation the server's own id is not told. */
    readonly id: string,
    private readonly settings: ClientSettings,
    private readonly owner: SessionOwner,
  ) {}

  /** Opens the connection. Rejects when it cannot be opened in time, or when the session was stopped meanwhile. */
  async start(): Promise<void> {
    const { connectTimeoutMs } = this.settings;
    const timer = setTimeout(() => {
      this.giveUp.abort(new Error(`No connection within ${connectTimeoutMs} ms`));
    }, connectTimeoutMs);
    try {
      await Promise.race([this.open(), this.aborted()]);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Calls a method of the hub. @throws RealtimeHubError */
  async invoke<Result>(method: HubMethod, ...args: unknown[]): Promise<Result> {
    if (!this.hub || this.over) throw notConnected();
    try {
      return await this.hub.invoke<Result>(method, ...args);
    } catch (error) {
      throw toHubError(error);
    }
  }

  /**
   * The same for the calls without which a subscription stands still: a server that does not answer them in time is not
   * worth waiting for, whatever else it says. The session ends, and the next one may do better.
   * @throws RealtimeHubError
   */
  async request<Result>(method: HubMethod, ...args: unknown[]): Promise<Result> {
    const { answerTimeoutMs } = this.settings;
    const timer = setTimeout(() => {
      const message = `The server did not answer ${method} within ${answerTimeoutMs} ms`;
      this.end({ reason: { message }, reconnect: true, afterMs: 0 });
    }, answerTimeoutMs);
    try {
      return await this.invoke<Result>(method, ...args);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Ends the session without a word to its owner. Does not wait for a connect that is under way. */
  stop(): void {
    this.over = true;
    this.renewal?.stop();
    this.giveUp.abort(notConnected());
    // A failure to close politely changes nothing: nobody listens to this connection any more.
    this.hub?.stop().catch(() => undefined);
  }

  private async open(): Promise<void> {
    const { accessToken, now } = this.settings;
    const renewal = accessToken && new TokenRenewal({ accessToken, now, refresh: (token) => this.refresh(token) });
    this.renewal = renewal;
    const hub = await buildHub(this.settings, this.owner.messages.frame, renewal?.provide);
    this.giveUp.signal.throwIfAborted();
    this.hub = hub;
    this.listen(hub, this.owner.messages);
    await hub.start();
    renewal?.start();
  }

  /** Whether it is worth trying again with the next token. */
  private async refresh(token: string): Promise<boolean> {
    try {
      await this.invoke<number>(HubMethod.Refresh, token);
      return true;
    } catch (error) {
      return toHubError(error).temporary && !this.over;
    }
  }

  private aborted(): Promise<never> {
    const { signal } = this.giveUp;
    return new Promise((_, reject) => {
      signal.addEventListener('abort', () => {
        reject(signal.reason as Error);
      });
    });
  }

  private listen(hub: HubConnection, messages: TopicMessages): void {
    hub.on(HubTarget.Event, this.whileAlive(messages.event));
    hub.on(HubTarget.Gap, this.whileAlive(messages.gap));
    hub.on(HubTarget.Answered, this.whileAlive(messages.answered));
    hub.on(HubTarget.Subscribed, this.whileAlive(messages.subscribed));
    hub.on(HubTarget.Unsubscribed, this.whileAlive(messages.unsubscribed));
    hub.on(HubTarget.Presence, this.whileAlive(messages.presence));
    hub.on(HubTarget.Disconnecting, (code: number, message: string, reconnect: boolean, afterMs: number) => {
      this.end({ reason: { code, message }, reconnect, afterMs: Math.min(Math.max(afterMs, 0), MAX_AFTER_MS) });
    });
    hub.onclose((error) => {
      this.end({ reason: closeReason(error), reconnect: true, afterMs: 0 });
    });
  }

  /** A frame may hold messages after the one on which the session was stopped. */
  private whileAlive<Args extends unknown[]>(handler: (...args: Args) => void): (...args: Args) => void {
    return (...args) => {
      if (!this.over) handler(...args);
    };
  }

  private end(farewell: Farewell): void {
    if (this.over) return;
    this.stop();
    this.owner.ended(this, farewell);
  }
}
