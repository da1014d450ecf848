/** The part of a token's remaining life after which the next one is asked for. */
const SHARE = 0.8;
const SHORTEST_WAIT_MS = 1000;

/** Timers cannot wait longer. */
const LONGEST_WAIT_MS = 2 ** 31 - 1;

/** What a renewal needs of the session around it. */
export interface RenewalHost {
  readonly accessToken: () => string | Promise<string>;
  readonly now: () => number;
  /** Shows the server a newer token. Resolves to false when it will not have it. */
  refresh(token: string): Promise<boolean>;
}

/**
 * Shows the server a newer token before the one of the connection ends, so that the connection need not. When that does not
 * work the server ends the connection at its time, and the next one begins with a newer token.
 */
export class TokenRenewal {
  private token: string | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private over = false;

  constructor(private readonly host: RenewalHost) {}

  /** Asks the application, and remembers what it said. */
  readonly provide = async (): Promise<string> => (this.token = await this.host.accessToken());

  /** Renews from now on, until it is stopped. */
  start(): void {
    const end = endOf(this.token);
    if (end === undefined || this.over) return;
    const wait = Math.min(Math.max(SHARE * (end - this.host.now()), SHORTEST_WAIT_MS), LONGEST_WAIT_MS);
    this.timer = setTimeout(() => void this.renew(), wait);
  }

  stop(): void {
    this.over = true;
    clearTimeout(this.timer);
  }

  private async renew(): Promise<void> {
    if (await this.tryRenew()) this.start();
  }

  /** The application may fail to get a token, and is asked again after a while. */
  private async tryRenew(): Promise<boolean> {
    let token: string;
    try {
      token = await this.provide();
    } catch {
      return true;
    }
    return !this.over && this.host.refresh(token);
  }
}

/** When a token ends, in milliseconds since 1970; nothing when it does not say. */
function endOf(token: string | undefined): number | undefined {
  const payload = token?.split('.')[1];
  if (!payload) return undefined;
  try {
    const { exp } = JSON.parse(atob(payload.replaceAll('-', '+').replaceAll('_', '/'))) as { exp?: unknown };
    return typeof exp === 'number' ? exp * 1000 : undefined;
  } catch {
    return undefined;
  }
}
