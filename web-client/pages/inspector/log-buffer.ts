import { Sampler } from '../base/sampler.js';
import { RateMeter } from '../base/rate-meter.js';
import { Ring } from '../base/ring.js';
import { searchText, type EventEntry, type LogEntry } from './log-entry.js';

/** Rows that the log keeps and shows. */
export const LOG_ROWS = 500;

/** More rows a second than this nobody reads; the rest is counted and a sample shown. */
const ROWS_PER_SECOND = 20;
const BURST = 60;

/** A row with the number that orders it. */
export interface NumberedEntry {
  number: number;
  entry: LogEntry;
}

/** What comes, filtered, sampled and bounded; nothing here touches the page. */
export class LogBuffer {
  private readonly rows = new Ring<NumberedEntry>(LOG_ROWS);
  private readonly sampler = new Sampler({ perSecond: ROWS_PER_SECOND, burst: BURST });
  private readonly received = new RateMeter();
  private readonly matching = new RateMeter();
  private readonly shown = new RateMeter();
  private newestLeftOut: EventEntry | undefined;
  private words = '';
  private last = 0;

  /** Rows ever added; the number of the newest. */
  get lastNumber(): number {
    return this.last;
  }

  set filter(text: string) {
    this.words = text.trim().toLowerCase();
  }

  get filter(): string {
    return this.words;
  }

  /** Takes an event. A stored one (part of the first picture) is always shown and is not part of the rate of now. */
  addEvent(entry: EventEntry, context: { now: number; stored: boolean }): void {
    if (!context.stored) this.received.add(context.now);
    if (!this.matches(entry)) return;
    if (context.stored) {
      this.push(entry);
      return;
    }
    this.matching.add(context.now);
    if (this.sampler.admit(context.now)) this.show(entry, context.now);
    else this.newestLeftOut = entry;
  }

  /** Called once a second: a burst that has ended leaves its newest event as the newest row. */
  settle(now: number): void {
    if (this.newestLeftOut && this.sampler.admit(now)) this.show(this.newestLeftOut, now);
  }

  /** Takes a gap or a note: these are never sampled away. */
  addNotice(entry: LogEntry): void {
    this.push(entry);
  }

  clear(): void {
    this.newestLeftOut = undefined;
    this.rows.clear();
  }

  /** Rows newer than `number`, oldest first. */
  since(number: number): NumberedEntry[] {
    return this.rows.latest(this.last - number).filter((row) => row.number > number && this.matches(row.entry));
  }

  matches(entry: LogEntry): boolean {
    return this.words === '' || entry.kind !== 'event' || searchText(entry).includes(this.words);
  }

  /** Events a second: all that come, those that the filter keeps, and those that became rows. */
  rates(now: number): { received: number; matching: number; shown: number } {
    return {
      received: this.received.perSecond(now),
      matching: this.matching.perSecond(now),
      shown: this.shown.perSecond(now),
    };
  }

  private show(entry: EventEntry, now: number): void {
    this.newestLeftOut = undefined;
    this.shown.add(now);
    this.push(entry);
  }

  private push(entry: LogEntry): void {
    this.last += 1;
    this.rows.push({ number: this.last, entry });
  }
}
