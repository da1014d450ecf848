import { h, setText } from '../base/dom.js';
import { ago, exactTime } from '../base/time.js';
import { copyButton } from '../ui/copy-button.js';
import { icon } from '../ui/icons.js';
import { jsonView } from './json-view.js';
import { compactJson, gapText, prettyJson, type EventEntry, type LogEntry } from './log-entry.js';

/** A line cannot show more; the whole is one click away. */
const PREVIEW_CHARACTERS = 240;

/** One row of the log. Rows are used again for other entries, so a flood of events makes no garbage. */
export class EventRow {
  readonly element: HTMLDetailsElement;
  private readonly time = h('span', { class: 'event-time number' });
  private readonly offset = h('span', { class: 'event-offset number' });
  private readonly key = h('span', { class: 'chip' });
  private readonly type = h('span', { class: 'chip is-type' });
  private readonly text = h('span', { class: 'event-text' });
  private readonly mark = h('span', { class: 'event-mark', 'aria-hidden': 'true' });
  private readonly body = h('div', { class: 'event-body' });
  private readonly summary: HTMLElement;
  private entry: LogEntry | undefined;

  /** `onOpen` is told when a person opens or closes the row. */
  constructor(onOpen: (row: EventRow) => void) {
    this.summary = h('summary', {}, this.time, this.mark, this.offset, this.key, this.type, this.text);
    this.element = h('details', { class: 'event-row', 'data-testid': 'event-row' }, this.summary, this.body);
    this.element.addEventListener('toggle', () => {
      if (this.element.open) this.fillBody();
      else this.body.replaceChildren();
      onOpen(this);
    });
    // Gaps and notes have nothing inside.
    this.summary.addEventListener('click', (event) => {
      if (this.entry?.kind !== 'event') event.preventDefault();
    });
  }

  show(entry: LogEntry, now: number): void {
    this.entry = entry;
    if (this.element.open) this.element.open = false;
    this.element.dataset['kind'] = entry.kind;
    if (entry.kind === 'event') this.showEvent(entry);
    else this.showNotice(entry.kind, entry.kind === 'gap' ? gapText(entry) : entry.text);
    this.time.title =
      entry.time === undefined ? 'Stored before this page came; this topic keeps no times' : exactTime(entry.time);
    this.tick(now);
  }

  /** Brings "4 s" up to date. */
  tick(now: number): void {
    const time = this.entry?.time;
    setText(this.time, time === undefined ? 'earlier' : ago(now - time));
  }

  private showEvent(entry: EventEntry): void {
    this.element.dataset['offset'] = String(entry.offset);
    this.mark.replaceChildren();
    setText(this.offset, String(entry.offset));
    chip(this.key, entry.key);
    chip(this.type, entry.type);
    setText(this.text, compactJson(entry).slice(0, PREVIEW_CHARACTERS));
  }

  private showNotice(kind: 'gap' | 'note', text: string): void {
    delete this.element.dataset['offset'];
    this.mark.replaceChildren(icon(kind === 'gap' ? 'warn' : 'info'));
    setText(this.offset, '');
    chip(this.key, undefined);
    chip(this.type, undefined);
    setText(this.text, text);
  }

  private fillBody(): void {
    const entry = this.entry;
    if (entry?.kind !== 'event') return;
    const text = prettyJson(entry);
    const facts = h('dl', { class: 'event-facts' });
    for (const [name, value] of factsOf(entry))
      facts.append(h('div', {}, h('dt', {}, name), h('dd', { class: 'number' }, value)));
    const copy = copyButton('data', () => text);
    this.body.replaceChildren(facts, h('div', { class: 'event-data' }, jsonView(text), copy));
  }
}

function chip(element: HTMLElement, text: string | undefined): void {
  element.hidden = text === undefined;
  setText(element, text ?? '');
}

function factsOf(entry: EventEntry): [string, string][] {
  const facts: [string, string | undefined][] = [
    ['offset', String(entry.offset)],
    ['epoch', entry.epoch],
    ['time', entry.time === undefined ? undefined : exactTime(entry.time)],
    ['key', entry.key],
    ['type', entry.type],
    ['id', entry.id],
    ['origin', entry.origin],
    ['encoding', entry.binary ? 'bytes' : undefined],
  ];
  return facts.filter((fact): fact is [string, string] => fact[1] !== undefined);
}
