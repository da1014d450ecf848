import { h, setText } from '../base/dom.js';
import { count, join } from '../base/format.js';
import { icon } from '../ui/icons.js';
import { EventRow } from './event-row.js';
import { LOG_ROWS, type LogBuffer } from './log-buffer.js';
import { samplingText } from './log-words.js';

/** Rows come in small groups, ten times a second: nobody sees the difference, and the machine stays cool. */
const REDRAW_MS = 100;

/** The live log: newest on top; it stands still while it is paused, scrolled or being read. */
export class EventLog {
  readonly element: HTMLElement;
  /** Stands where the rows will be while there are none. */
  readonly empty = h('div', { class: 'log-empty' });
  private readonly buffer: LogBuffer;
  private readonly rows: EventRow[] = [];
  private readonly list = h('div', {
    class: 'log-rows',
    'data-testid': 'event-log',
    tabindex: 0,
    'aria-label': 'Events, newest first',
  });
  private readonly pause = h('button', {
    type: 'button',
    class: 'button',
    'aria-pressed': 'false',
    onclick: () => {
      this.toggle();
    },
  });
  private readonly sampling = h('span', { class: 'card-detail number' });
  private readonly behind = h('button', {
    type: 'button',
    class: 'log-behind',
    hidden: true,
    onclick: () => {
      this.resume();
    },
  });
  private readonly onWake: () => void;
  private paused = false;
  private shownNumber = 0;
  private tickedSecond = 0;
  private drawnAt = 0;

  /** `onWake` asks for a frame. */
  constructor(buffer: LogBuffer, onWake: () => void) {
    this.buffer = buffer;
    this.onWake = onWake;
    const filter = h('input', {
      type: 'search',
      placeholder: 'Filter events',
      'aria-label': 'Filter events by offset, key, type or data',
      autocomplete: 'off',
      spellcheck: 'false',
      oninput: () => {
        this.setFilter(filter.value);
      },
    });
    const clear = h(
      'button',
      {
        type: 'button',
        class: 'button is-quiet',
        onclick: () => {
          this.clear();
        },
      },
      'Clear',
    );
    const tools = h(
      'div',
      { class: 'log-tools' },
      h('label', { class: 'search' }, icon('search'), filter),
      clear,
      this.pause,
    );
    const head = h('div', { class: 'card-head' }, h('h2', {}, 'Events'), this.sampling, tools);
    this.list.addEventListener(
      'scroll',
      () => {
        this.onWake();
      },
      { passive: true },
    );
    const frame = h('div', { class: 'log-frame' }, this.behind, this.list, this.empty);
    this.element = h('section', { class: 'card log-card', 'aria-label': 'Event log' }, head, frame);
    this.showPause();
  }

  /** Whether rows may move: nobody has paused, scrolled down, or opened a row. */
  private get following(): boolean {
    return !this.paused && this.list.scrollTop < 4;
  }

  /** Brings the page up to date with the buffer, on an animation frame; returns in how many ms that makes sense again. */
  draw(now: number): number {
    const wait = this.drawnAt + REDRAW_MS - now;
    if (wait > 0 && wait <= REDRAW_MS) return wait;
    this.drawnAt = now;
    const second = Math.floor(now / 1000);
    if (second !== this.tickedSecond) this.buffer.settle(now);
    if (this.following) this.addNew(now);
    const waiting = this.following ? 0 : this.buffer.since(this.shownNumber).length;
    this.behind.hidden = waiting === 0;
    if (waiting > 0) setText(this.behind, `${join(count(waiting))}${waiting === LOG_ROWS ? ' or more' : ''} new, show`);
    this.empty.hidden = this.rows.length > 0 || this.buffer.lastNumber > 0;
    if (second !== this.tickedSecond) this.tick(second, now);
    return Number.POSITIVE_INFINITY;
  }

  /** What changes once a second: ages and rates. */
  private tick(second: number, now: number): void {
    this.tickedSecond = second;
    for (const row of this.rows) row.tick(now);
    setText(this.sampling, samplingText(this.buffer.rates(now)));
  }

  private addNew(now: number): void {
    const entries = this.buffer.since(this.shownNumber);
    this.shownNumber = this.buffer.lastNumber;
    if (entries.length === 0) return;
    const fresh = document.createDocumentFragment();
    for (const { entry } of entries) {
      const row = this.takeRow();
      row.show(entry, now);
      this.rows.unshift(row);
      fresh.prepend(row.element);
    }
    this.list.prepend(fresh);
  }

  /** A new row, or the oldest one once the log is full. */
  private takeRow(): EventRow {
    const full = this.rows.length >= LOG_ROWS ? this.rows.pop() : undefined;
    return (
      full ??
      new EventRow((row) => {
        this.onOpen(row);
      })
    );
  }

  private onOpen(row: EventRow): void {
    // A row that is being read must not move away.
    if (row.element.open && !this.paused) this.toggle();
  }

  private toggle(): void {
    this.paused = !this.paused;
    this.showPause();
    if (!this.paused) this.resume();
  }

  private resume(): void {
    this.paused = false;
    this.showPause();
    this.list.scrollTop = 0;
    this.onWake();
  }

  private showPause(): void {
    this.pause.replaceChildren(icon(this.paused ? 'play' : 'pause'), this.paused ? 'Resume' : 'Pause');
    this.pause.setAttribute('aria-pressed', String(this.paused));
  }

  private setFilter(text: string): void {
    this.buffer.filter = text;
    this.rebuild();
  }

  private clear(): void {
    this.buffer.clear();
    this.rebuild();
  }

  private rebuild(): void {
    this.list.replaceChildren();
    this.rows.length = 0;
    this.shownNumber = 0;
    this.onWake();
  }
}
