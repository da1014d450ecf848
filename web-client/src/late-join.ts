import type { MissedRange } from './cursor.js';
import { toHubError, type RealtimeHubError } from './errors.js';
import type { ArrivedItem } from './items.js';
import type { History, HistoryEvent, HistoryOptions, Position, SubscribeOptions } from './types.js';

/** Reads a part of the topic's history. */
export type HistoryReader = (options: HistoryOptions) => Promise<History>;

/** What a late member gets before it goes live. */
export interface Backlog {
  events: HistoryEvent[];
  missed?: MissedRange;
}

/** What becomes of a late member. */
export interface JoinOutcome {
  /** It goes live. */
  joined(backlog: Backlog, held: readonly ArrivedItem[]): void;
  /** It may not have the start that it wants. */
  refused(error: RealtimeHubError): void;
}

/** What a late member needs of its client. */
export interface JoinDoors {
  /** How much may be held. A history that takes longer than that is given up: the member goes live without it. */
  readonly limit: number;
  readonly read: HistoryReader;
  /** How long to wait before a refused call is tried again, in milliseconds. */
  readonly retryDelay: (failures: number, error: RealtimeHubError) => number;
}

const PAGE = 1000;

/**
 * A member that joins a topic which the client follows already. The server's subscription is where it is, so the start that
 * the member asked for (`since` or `tail`) is read from the history, up to where the others stand; what arrives meanwhile
 * is held back.
 */
export class LateJoin {
  private readonly waiting: ArrivedItem[] = [];
  private over = false;
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** @param outcome One of it is called, once, unless cancelled. */
  constructor(
    private readonly options: SubscribeOptions,
    private readonly at: Position,
    private readonly doors: JoinDoors,
    private readonly outcome: JoinOutcome,
  ) {}

  /** How many items are held back. */
  get held(): number {
    return this.waiting.length;
  }

  async run(): Promise<void> {
    try {
      this.finish(await readBacklog((options) => this.read(options), this.options, this.at));
    } catch (error) {
      // A position that cannot be read is lost, as anywhere. Who may not read the tail is refused, as who comes first is.
      if (this.options.since) this.finish(unread(this.options, this.at));
      else this.refuse(error as RealtimeHubError);
    }
  }

  hold(item: ArrivedItem): void {
    this.waiting.push(item);
    if (this.waiting.length > this.doors.limit) this.finish(unread(this.options, this.at));
  }

  cancel(): void {
    this.over = true;
    clearTimeout(this.timer);
  }

  private finish(backlog: Backlog): void {
    if (this.over) return;
    this.cancel();
    this.outcome.joined(backlog, this.waiting);
  }

  private refuse(error: RealtimeHubError): void {
    if (this.over) return;
    this.cancel();
    this.outcome.refused(error);
  }

  /** Who is refused for a moment asks again: a task that is followed may have nothing more to say. */
  private async read(options: HistoryOptions): Promise<History> {
    for (let failures = 0; ; failures++) {
      try {
        return await this.doors.read(options);
      } catch (thrown) {
        const error = toHubError(thrown);
        if (this.over || !error.temporary) throw error;
        await this.pause(this.doors.retryDelay(failures, error));
      }
    }
  }

  /** Never resolves once it is over: then nobody waits for the history any more. */
  private pause(ms: number): Promise<void> {
    return new Promise((resolve) => (this.timer = setTimeout(resolve, ms)));
  }
}

function readBacklog(read: HistoryReader, { since, tail }: SubscribeOptions, at: Position): Promise<Backlog> {
  if (since) return readSince(read, since, at);
  return tail ? readTail(read, tail, at) : Promise.resolve({ events: [] });
}

async function readTail(read: HistoryReader, tail: number, at: Position): Promise<Backlog> {
  const { epoch, events } = await read({ limit: Math.min(tail, PAGE), reverse: true });
  if (epoch !== at.epoch) return { events: [] };
  return { events: events.filter(({ offset }) => offset <= at.offset).reverse() };
}

/** All of it or nothing, like a recovery by the server. */
async function readSince(read: HistoryReader, since: Position, at: Position): Promise<Backlog> {
  if (since.epoch !== at.epoch) return lost(since, at, 'epochChanged');
  if (since.offset > at.offset) return lost(since, at, 'ahead');
  const all: HistoryEvent[] = [];
  let reached = since.offset;
  while (reached < at.offset) {
    const { epoch, events } = await read({ since: { epoch: at.epoch, offset: reached }, limit: PAGE });
    if (epoch !== at.epoch || events[0]?.offset !== reached + 1) return lost(since, at, 'tooOld');
    all.push(...events.filter(({ offset }) => offset <= at.offset));
    reached = events.at(-1)?.offset ?? at.offset;
  }
  return { events: all };
}

function unread({ since }: SubscribeOptions, at: Position): Backlog {
  return since ? lost(since, at, since.epoch === at.epoch ? 'tooOld' : 'epochChanged') : { events: [] };
}

function lost(since: Position, at: Position, reason: MissedRange['reason']): Backlog {
  return { events: [], missed: { from: since.offset, to: at.offset, reason } };
}
