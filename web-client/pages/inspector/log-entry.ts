import type { HubEvent, Missed, Subscribed } from '../../src/index.js';
import { count, join } from '../base/format.js';
import { gapWords } from '../base/words.js';

/** A row of the event log. */
export type LogEntry = EventEntry | GapEntry | NoteEntry;

export interface EventEntry {
  kind: 'event';
  offset: number;
  epoch: string;
  data: unknown;
  key?: string;
  type?: string;
  id?: string;
  origin?: string;
  /** When the server accepted it, where the topic says so; else when it came here; nothing for stored events without a time. */
  time?: number;
  /** Bytes, given as base64 text or as they are. */
  binary: boolean;
}

/** Events that are not coming: never hidden among the others. */
export interface GapEntry {
  kind: 'gap';
  from: number;
  to: number;
  reason: string;
  time: number;
}

/** Something that the connection went through. */
export interface NoteEntry {
  kind: 'note';
  text: string;
  time: number;
}

/** `stored`: the event was there before this page subscribed, so the time of its arrival says nothing. */
export function eventEntry(
  event: Omit<HubEvent, 'kind' | 'position'>,
  context: { now: number; stored: boolean },
): EventEntry {
  const { key, type, id, origin, time, encoding } = event.meta ?? {};
  const when = time ?? (context.stored ? undefined : context.now);
  return {
    kind: 'event',
    offset: event.offset,
    epoch: event.epoch,
    data: event.data,
    binary: encoding === 'base64' || event.data instanceof Uint8Array,
    ...(key === undefined ? {} : { key }),
    ...(type === undefined ? {} : { type }),
    ...(id === undefined ? {} : { id }),
    ...(origin === undefined ? {} : { origin }),
    ...(when === undefined ? {} : { time: when }),
  };
}

/** The range and the reason of a gap; `from` itself was delivered, `to` was not. */
export function gapEntry(missed: Omit<Missed, 'kind' | 'position'>, now: number): GapEntry {
  return { kind: 'gap', from: missed.from, to: missed.to, reason: missed.reason, time: now };
}

/** `12 events missed, 41 to 52, because …`. */
export function gapText(gap: GapEntry): string {
  const because = `because ${gapWords(gap.reason)}`;
  const missing = gap.to - gap.from;
  // After a new epoch offsets begin again, and how many were lost cannot be known.
  if (missing <= 0) return `Events may be missing here, ${because}`;
  if (missing === 1) return `1 event missed, offset ${gap.to}, ${because}`;
  return `${join(count(missing))} events missed, offsets ${gap.from + 1} to ${gap.to}, ${because}`;
}

/** What a new subscription after a lost connection means for the log; nothing to say at the first one. */
export function subscribedNote(subscribed: Subscribed, now: number): NoteEntry | undefined {
  if (!subscribed.resubscribed) return undefined;
  const text = subscribed.recovered
    ? 'Reconnected. Nothing was lost: what came meanwhile follows.'
    : `Reconnected at offset ${subscribed.offset}. What came meanwhile is lost to this page, because ${gapWords(subscribed.reason ?? 'unknown')}.`;
  return { kind: 'note', text, time: now };
}

/** Everything of an event that a filter looks at. */
export function searchText(entry: EventEntry): string {
  return [entry.offset, entry.key, entry.type, entry.id, compactJson(entry)].join(' ').toLowerCase();
}

/** The data in one line. */
export function compactJson(entry: EventEntry): string {
  if (entry.data instanceof Uint8Array) return `${entry.data.byteLength} bytes`;
  if (entry.binary && typeof entry.data === 'string')
    return `${Math.floor((entry.data.length * 3) / 4)} bytes, ${entry.data}`;
  return JSON.stringify(entry.data);
}

/** The data as one reads them. */
export function prettyJson(entry: EventEntry): string {
  if (entry.data instanceof Uint8Array) return hex(entry.data);
  return JSON.stringify(entry.data, null, 2);
}

const SHOWN_BYTES = 4096;

function hex(data: Uint8Array): string {
  const shown = [...data.subarray(0, SHOWN_BYTES)].map((byte) => byte.toString(16).padStart(2, '0'));
  return shown.join(' ') + (data.length > SHOWN_BYTES ? ' …' : '');
}
