import { backoffDelay } from './backoff.js';
import { closeReason } from './close-reason.js';
import { mayReconnect } from './codes.js';
import { clientClosed } from './errors.js';
import type { Environment } from './environment.js';
import { FirstConnect } from './first-connect.js';
import type { ClientSettings } from './options.js';
import type { TopicMessages } from './protocol.js';
import { Session, type Farewell, type SessionOwner } from './session.js';
import type { ClientState, CloseReason } from './types.js';

/** What the rest of the client does with connections. */
export interface ConnectionEvents {
  readonly messages: TopicMessages;
  changed(state: ClientState, previous: ClientState): void;
  up(session: Session): void;
  down(): void;
}

/** A connection that lived shorter than this counts as a failed try, so that a server that accepts and drops is not hammered. */
const STABLE_MS = 5000;

/** Keeps one session open: the loop of trying, waiting and trying again, until told to stop. */
export class Connection implements SessionOwner {
  private current: ClientState = { kind: 'disconnected' };

  /** The try under way or the open connection. What comes from any other session is late, and ignored. */
  private session: Session | undefined;

  /** Tries that failed in a row. */
  private failures = 0;

  private firstConnect: FirstConnect | undefined;
  private retryTimer: ReturnType<typeof setTimeout> | undefined;

  /** The server asked to stay away until then (milliseconds since 1970); even a network that returns does not hurry. */
  private notBefore = 0;

  private stopWatching: (() => void) | undefined;

  constructor(
    private readonly settings: ClientSettings,
    private readonly environment: Environment,
    private readonly events: ConnectionEvents,
  ) {}

  get state(): ClientState {
    return this.current;
  }

  get messages(): TopicMessages {
    return this.events.messages;
  }

  /** The session, when it is open. */
  get openSession(): Session | undefined {
    return this.current.kind === 'connected' ? this.session : undefined;
  }

  connect(): Promise<void> {
    if (this.firstConnect) return this.firstConnect.promise;
    const first = (this.firstConnect = new FirstConnect());
    this.failures = 0;
    this.notBefore = 0;
    this.stopWatching = this.environment.onOnline(() => {
      this.networkReturned();
    });
    this.attempt();
    return first.promise;
  }

  close(): void {
    this.disconnect();
  }

  ended(session: Session, { reason, reconnect, afterMs }: Farewell): void {
    if (session !== this.session) return;
    this.failures = this.wasStable() ? 0 : this.failures + 1;
    this.release();
    if (!reconnect || !mayReconnect(reason.code)) this.disconnect(reason);
    else this.wait(reason, afterMs);
  }

  private attempt(): void {
    clearTimeout(this.retryTimer);
    if (this.environment.isOffline()) {
      this.wait({ message: 'The browser is offline' });
      return;
    }
    const id = Math.floor(this.settings.random() * 2 ** 48).toString(36);
    this.session = new Session(id, this.settings, this);
    void this.open(this.session);
    this.transition({ kind: 'connecting', attempt: this.failures + 1 });
  }

  private async open(session: Session): Promise<void> {
    try {
      await session.start();
    } catch (error) {
      this.ended(session, { reason: closeReason(error), reconnect: true, afterMs: 0 });
      return;
    }
    if (session !== this.session) return;
    this.firstConnect?.succeeded();
    this.transition({ kind: 'connected', connectionId: session.id, since: this.settings.now() });
    // Whoever listens to the state may have closed the client.
    if (session === this.session) this.events.up(session);
  }

  private wait(reason: CloseReason, afterMs = 0): void {
    const { backoff, random, now } = this.settings;
    this.notBefore = now() + afterMs;
    const delay = afterMs + backoffDelay(this.failures, backoff, random);
    this.retryTimer = setTimeout(() => {
      this.attempt();
    }, delay);
    this.transition({ kind: 'waiting', attempt: this.failures + 1, retryAt: now() + delay, reason });
  }

  private networkReturned(): void {
    if (this.current.kind === 'waiting' && this.settings.now() >= this.notBefore) this.attempt();
  }

  private disconnect(reason?: CloseReason): void {
    clearTimeout(this.retryTimer);
    this.stopWatching?.();
    this.release();
    this.firstConnect?.failed(clientClosed(reason?.message));
    this.firstConnect = undefined;
    if (this.current.kind !== 'disconnected') this.transition({ kind: 'disconnected', ...(reason && { reason }) });
  }

  /** Lets go of the session, open or not. */
  private release(): void {
    const session = this.session;
    if (!session) return;
    this.session = undefined;
    session.stop();
    this.events.down();
  }

  private wasStable(): boolean {
    return this.current.kind === 'connected' && this.settings.now() - this.current.since >= STABLE_MS;
  }

  /** The only place that writes the state. Always the last thing done, because listeners may call back in. */
  private transition(next: ClientState): void {
    const previous = this.current;
    this.current = next;
    this.events.changed(next, previous);
  }
}
