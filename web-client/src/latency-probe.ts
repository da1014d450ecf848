import type { Environment } from './environment.js';
import { HubMethod } from './protocol.js';
import type { Session } from './session.js';

const INTERVAL_MS = 5000;

/** A page that has just connected is busy drawing, and its first measurement shows that; the second one comes soon. */
const SECOND_MS = 1000;

/** Measures the round trip to the server: at once after connecting, after 1 s, then every 5 s while the page is visible. */
export class LatencyProbe {
  private session: Session | undefined;
  private timer: ReturnType<typeof setInterval> | undefined;
  private second: ReturnType<typeof setTimeout> | undefined;
  private stopWatching: (() => void) | undefined;
  private underWay = false;
  private latest: number | undefined;

  constructor(
    private readonly environment: Environment,
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
    this.underWay = false;
    clearInterval(this.timer);
    clearTimeout(this.second);
    this.stopWatching?.();
  }

  private async measure(): Promise<void> {
    const session = this.session;
    if (!session || this.underWay || this.environment.isHidden()) return;
    this.underWay = true;
    const start = this.environment.elapsed();
    // A refusal (too many requests, say) only means that there is no measurement this time.
    const answered = await session.invoke(HubMethod.Time).then(
      () => true,
      () => false,
    );
    if (session !== this.session) return;
    this.underWay = false;
    if (!answered) return;
    this.latest = this.environment.elapsed() - start;
    this.measured(this.latest);
  }
}
