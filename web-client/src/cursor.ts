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
  /** Whether the server leaves out what newer events replaced: offsets then jump, as the application wished. */
  conflated: boolean;

  private readonly tail: number;
  private current: Position | undefined;

  /**
   * The head at the time of a reply after which a tail is still owed; until its first event the position stands at the
   * tail's start. If the connection breaks before that, the tail is asked for again, but losing it is no loss of events:
   * the application had been promised none before this head.
   */
  private owedHead: number | undefined;

  constructor(options: Pick<SubscribeOptions, 'since' | 'tail' | 'conflate'> = {}) {
    this.current = options.since;
    this.tail = options.tail ?? 0;
    this.conflated = options.conflate ?? false;
  }

  /** The position to continue after; undefined before the first reply, unless the application gave one. */
  get position(): Position | undefined {
    return this.current;
  }

  /** Takes the answer to a subscribe that asked for {@link position}. Returns what was lost since then. */
  reply({ epoch, offset, recovered, reason, from: tailFrom }: SubscribeReply): MissedRange | undefined {
    const asked = this.current;
    if (asked && recovered) {
      this.current = { epoch, offset: asked.offset };
      return undefined;
    }

    const from = this.owedHead ?? asked?.offset ?? 0;
    const nothingLost = this.owedHead !== undefined && asked?.epoch === epoch && from >= offset;
    // A namespace may give a tail to those who ask for none: the reply says where it begins.
    this.current = { epoch, offset: tailFrom ?? Math.max(0, offset - this.tail) };
    this.owedHead = this.tail > 0 || typeof tailFrom === 'number' ? offset : undefined;
    if (!asked || nothingLost) return undefined;
    return { from, to: offset, reason: recoveryReason(reason) ?? (asked.epoch === epoch ? 'tooOld' : 'epochChanged') };
  }

  /** Takes an event. Undefined for a repeat, which is to be dropped; else with what was skipped before it and not announced. */
  event(offset: number): { skipped?: MissedRange } | undefined {
    if (!this.current || offset <= this.current.offset) return undefined;
    const from = this.current.offset;
    const expected = offset === from + 1 || this.mayJump;
    this.moveTo(offset);
    return expected ? {} : { skipped: { from, to: offset - 1, reason: 'unknown' } };
  }

  /** Takes a gap notice. Returns what is news in it; a hole between the cursor and the notice belongs to it. */
  gap(from: number, to: number, reason: MissedReason): MissedRange | undefined {
    if (!this.current || to <= this.current.offset) return undefined;
    const start = this.mayJump ? Math.max(from, this.current.offset) : this.current.offset;
    this.moveTo(to);
    return { from: start, to, reason };
  }

  /** Whether what comes next may lie anywhere: a log may also hold less than the tail that was asked for. */
  private get mayJump(): boolean {
    return this.conflated || this.owedHead !== undefined;
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
