import type { SubscribeReply } from './protocol.js';
import type { MissedReason, Position, RecoveryReason, SubscribeOptions } from './types.js';

/** Offsets after `from` up to `to` that are not coming. */
export interface MissedRange {
  from: number;
  to: number;
  reason: MissedReason;
}

/**
 * Where a reader stands in a topic. It lets every event through once, and names what is lost.
 *
 * Shared with the .NET client by tests/protocol-vectors/cursor.json.
 */
export class Cursor {
  private readonly tail: number;
  private current: Position | undefined;

  /**
   * The head at the time of a reply after which a tail is still owed; until its first event the position stands at the
   * tail's start. If the connection breaks before that, the tail is asked for again, but losing it is no loss of events:
   * the application had been promised none before this head.
   */
  private owedHead: number | undefined;

  constructor(options: Pick<SubscribeOptions, 'since' | 'tail'> = {}) {
    this.current = options.since;
    this.tail = options.tail ?? 0;
  }

  /** The position to continue after; undefined before the first reply, unless the application gave one. */
  get position(): Position | undefined {
    return this.current;
  }

  /** Takes the answer to a subscribe that asked for {@link position}. Returns what was lost since then. */
  reply({ epoch, offset, recovered, reason }: SubscribeReply): MissedRange | undefined {
    const asked = this.current;
    if (asked && recovered) {
      this.current = { epoch, offset: asked.offset };
      return undefined;
    }

    const from = this.owedHead ?? asked?.offset ?? 0;
    const nothingLost = this.owedHead !== undefined && asked?.epoch === epoch && from >= offset;
    this.current = { epoch, offset: Math.max(0, offset - this.tail) };
    this.owedHead = this.tail > 0 ? offset : undefined;
    if (!asked || nothingLost) return undefined;
    return { from, to: offset, reason: recoveryReason(reason) ?? (asked.epoch === epoch ? 'tooOld' : 'epochChanged') };
  }

  /** Whether the event is new. A repeat is to be dropped. */
  event(offset: number): boolean {
    if (!this.current || offset <= this.current.offset) return false;
    this.moveTo(offset);
    return true;
  }

  /** Takes a gap notice. Returns the part of it that is news. */
  gap(from: number, to: number, reason: MissedReason): MissedRange | undefined {
    if (!this.current || to <= this.current.offset) return undefined;
    const news = { from: Math.max(from, this.current.offset), to, reason };
    this.moveTo(to);
    return news;
  }

  private moveTo(offset: number): void {
    if (this.current) this.current = { epoch: this.current.epoch, offset };
    this.owedHead = undefined;
  }
}

/** The reason, if it is one that this client knows. */
export function recoveryReason(text: string | null | undefined): RecoveryReason | undefined {
  return text === 'epochChanged' || text === 'tooOld' || text === 'ahead' ? text : undefined;
}
