import type { TaskReport } from '../../src/index.js';
import { h } from '../base/dom.js';
import { jsonView } from '../inspector/json-view.js';
import { copyButton } from '../ui/copy-button.js';
import { icon } from '../ui/icons.js';
import { csvTable, isCsvSummary } from './csv-table.js';

/** What has come of a task: closed until somebody wants to see it, and made only then. */
export class TaskResult {
  readonly element: HTMLDetailsElement;
  private readonly body = h('div', { class: 'result-body' });
  private report: TaskReport | undefined;

  constructor() {
    const summary = h('summary', {}, icon('chevron'), 'Result');
    this.element = h(
      'details',
      { class: 'task-result', hidden: true, 'data-testid': 'task-result' },
      summary,
      this.body,
    );
    this.element.addEventListener('toggle', () => {
      this.fill();
    });
  }

  show(report: TaskReport): void {
    if (this.report?.version === report.version) return;
    this.report = report;
    this.element.hidden = report.result === undefined;
    this.fill();
  }

  private fill(): void {
    const { report } = this;
    if (!this.element.open || report?.result === undefined) {
      this.body.replaceChildren();
      return;
    }
    const { kind, result } = report;
    const json = jsonPart(JSON.stringify(result, null, 2));
    if (kind === 'csv-summary' && isCsvSummary(result)) {
      const asJson = h('details', { class: 'task-result' }, h('summary', {}, icon('chevron'), 'As JSON'), json);
      this.body.replaceChildren(csvTable(result), asJson);
    } else {
      this.body.replaceChildren(json);
    }
  }
}

function jsonPart(text: string): HTMLElement {
  return h(
    'div',
    { class: 'result-json' },
    jsonView(text),
    copyButton('result', () => text),
  );
}
