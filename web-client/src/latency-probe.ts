import type { Environment } from './environment.js';
import { HubMethod } from './protocol.js';
import type { ServerClock } from './server-clock.js';
import type { Session } from './session.js';

const INTERVAL_MS = 5000;

/** A page that has just connected is busy drawing, and its first measurement shows that; the second one comes soon. */
const SECOND_MS = 1000;

/** Measures the round trip to the server, and what time it is there: at once after connecting, after 1 s, then every 5 s while the page is visible. */
export class LatencyProbe {
  private session: Session | undefined;
  private timer: ReturnType<typeof setInterval> | undefined;
  private second: ReturnType<typeof setTimeout> | undefined;
  private stopWatching: (() => void) | undefined;
  private underWay = false;
  private latest: number | undefined;

  constructor(
    private readonly environment: Environment,
    private readonly clock: ServerClock,
    private readonly measured: (latencyMs: number) => void,
  ) {}

  /** The last measurement of the present connection, in milliseconds. */
  get latencyMs(): number | undefined {
    return this.latest;
  }

  up(session: Session): void {
    this.session = session;
    this.timer = setInterval(() => void this.measure(), INTERVAL_MS);
    this.second = setTimeout(() => void this.measure(), SECOND_MS);
    this.stopWatching = this.environment.onVisible(() => void this.measure());
    void this.measure();
  }

  down(): void {
    this.session = undefined;
    this.latest = undefined;
    this.clock.reset();
    this.underWay = false;
    clearInterval(this.timer);
    clearTimeout(this.second);
    this.stopWatching?.();
  }

  private async measure(): Promise<void> {
    const session = this.session;
    if (!session || this.underWay || this.environment.isHidden()) return;
    this.underWay = true;
    const askedAt = this.clock.elapsed();
    // A refusal (too many requests, say) only means that there is no measurement this time.
    const serverTime = await session.invoke<number>(HubMethod.Time).catch(() => undefined);
    if (session !== this.session) return;
    this.underWay = false;
    if (serverTime === undefined) return;
    const answeredAt = this.clock.elapsed();
    this.clock.take({ askedAt, answeredAt, serverTime });
    this.latest = answeredAt - askedAt;
    this.measured(this.latest);
  }
}
