import type { ServerClock } from './server-clock.js';
import type { Item, Position } from './types.js';

/** How far an application has come with a subscription, and how far behind it is. */
export class Progress {
  private handled: Position | undefined;
  private lag: number | undefined;
  private localLag: number | undefined;

  /** The newest event at the time of the server's last answer. Older ones were asked for late; their age is no lag. */
  private head: Position | undefined;

  constructor(
    since: Position | undefined,
    private readonly clock: ServerClock,
  ) {
    this.handled = since;
  }

  /** The place after the last item that was handled. */
  get position(): Position | undefined {
    return this.handled;
  }

  get lagMs(): number | undefined {
    return this.lag;
  }

  get localLagMs(): number | undefined {
    return this.localLag;
  }

  /** The clock on which items arrive. */
  now(): number {
    return this.clock.elapsed();
  }

  /** The server has answered: `start` is where the subscription begins, unless something was handled before. */
  accepted(start: Position, head: Position): void {
    this.handled ??= start;
    this.head = head;
  }

  /** The application gets the item, which came at `arrivedAt`. */
  begin(item: Item, arrivedAt: number): void {
    this.localLag = Math.max(0, this.clock.elapsed() - arrivedAt);
    if (item.kind === 'missed' || item.meta?.time === undefined || !this.isLive(item.position)) return;
    const now = this.clock.serverTime();
    if (now !== undefined) this.lag = Math.max(0, now - item.meta.time);
  }

  /** The application is done with the item. */
  end(item: Item): void {
    this.handled = item.position;
  }

  private isLive({ epoch, offset }: Position): boolean {
    return this.head?.epoch === epoch && offset > this.head.offset;
  }
}
