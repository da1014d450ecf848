import type { Refusal } from '../base/api.js';
import { curlPost } from '../base/curl.js';
import { h } from '../base/dom.js';
import { serverUrl } from '../base/server-url.js';
import { notice } from '../ui/notice.js';
import { Snippet } from '../ui/snippet.js';
import { startPath, type TaskKind } from './task-api.js';
import { emptyWords } from './task-words.js';

/** A kind that comes with the server, and the file that does. */
const SAMPLE = { kind: 'csv-summary', json: '{"path":"cities.csv"}' };

/** What stands in the place of the tasks where there are none: how to get one, for those who may. */
export class EmptyList {
  readonly element = h('div', { class: 'task-empty', 'data-testid': 'task-empty', hidden: true });
  private shown = '';

  /** @param kinds What may be started here; undefined while that is not known. */
  show(kinds: readonly TaskKind[] | undefined, refusal: Refusal | undefined): void {
    const hasSample = refusal === undefined && kinds?.some(({ name }) => name === SAMPLE.kind) === true;
    const words = emptyWords({ mayStart: kinds && kinds.length > 0, refusal, hasSample });
    // Whoever is copying the command is not disturbed.
    const key = JSON.stringify(words);
    if (key === this.shown) return;
    this.shown = key;
    this.element.replaceChildren(notice({ icon: 'info', ...words, ...(hasSample && { more: sampleCommand() }) }));
  }
}

function sampleCommand(): HTMLElement {
  const { element } = new Snippet(curlPost(serverUrl(startPath(SAMPLE.kind)), SAMPLE.json));
  return h('div', { class: 'notice-more' }, element);
}
