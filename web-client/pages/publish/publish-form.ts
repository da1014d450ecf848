import { h } from '../base/dom.js';
import { topicLink } from '../base/router.js';
import { copyButton } from '../ui/copy-button.js';
import { icon } from '../ui/icons.js';
import { SubmitButton } from '../ui/submit-button.js';
import { Field } from './field.js';
import { checkJson, type JsonProblem } from './json-check.js';
import { publish, type PublishResult } from './publish-request.js';
import { submitOnCtrlEnter } from './submit-key.js';
import { topicProblem } from './topic-name.js';

const SAMPLE = '{\n  "hello": "world"\n}';

/** Publishes an event the way a backend would, and shows what the server said. */
export class PublishForm {
  readonly element: HTMLFormElement;
  private readonly topic: Field<HTMLInputElement>;
  private readonly data: Field<HTMLTextAreaElement>;
  private readonly key: Field<HTMLInputElement>;
  private readonly type: Field<HTMLInputElement>;
  private readonly submit = new SubmitButton('Publish', 'publish-submit', 'button is-primary');
  private readonly result = h('div', { class: 'publish-result', 'data-testid': 'publish-result', role: 'status' });

  constructor(options: { topic: string }) {
    this.topic = new Field('Topic', textInput('publish-topic', options.topic));
    const area = h('textarea', { rows: 4, spellcheck: 'false', class: 'code-input', 'data-testid': 'publish-data' });
    area.value = SAMPLE;
    this.data = new Field('Data', area, 'JSON');
    this.key = new Field('Key', textInput('publish-key', ''), 'optional');
    this.type = new Field('Type', textInput('publish-type', ''), 'optional');
    this.topic.input.addEventListener('input', () => {
      this.topic.report(topicProblem(this.topic.input.value));
    });
    area.addEventListener('input', () => this.checkData());
    this.element = h(
      'form',
      {
        class: 'publish-form',
        'data-testid': 'publish-form',
        novalidate: true,
        onsubmit: (event) => {
          this.onSubmit(event);
        },
      },
      this.topic.element,
      this.data.element,
      h('div', { class: 'field-pair' }, this.key.element, this.type.element),
      h('div', { class: 'form-end' }, this.submit.element, this.result),
    );
    submitOnCtrlEnter(area, this.element);
  }

  private checkData(): JsonProblem | undefined {
    const problem = checkJson(this.data.input.value);
    this.data.report(problem && `Line ${problem.line}, column ${problem.column}: ${problem.message}.`);
    return problem;
  }

  private onSubmit(event: Event): void {
    event.preventDefault();
    if (this.submit.isWaiting) return;
    this.result.replaceChildren();
    const wrongTopic = topicProblem(this.topic.input.value);
    const wrongData = this.checkData();
    this.topic.report(wrongTopic);
    if (wrongTopic !== undefined) {
      this.topic.input.focus();
    } else if (wrongData !== undefined) {
      this.data.input.focus();
      this.data.input.setSelectionRange(wrongData.at, wrongData.at + 1);
    } else {
      void this.publish();
    }
  }

  private async publish(): Promise<void> {
    const event = {
      topic: this.topic.input.value,
      json: this.data.input.value,
      key: this.key.input.value,
      type: this.type.input.value,
    };
    this.show(await this.submit.until(publish(event)));
  }

  private show(result: PublishResult): void {
    this.result.dataset['kind'] = result.kind;
    if (result.kind === 'refused') {
      const code = result.code === undefined ? null : h('span', { class: 'chip' }, String(result.code));
      const detail = result.detail === '' ? null : h('span', { class: 'publish-detail' }, result.detail);
      this.result.replaceChildren(icon('warn'), h('span', {}, result.words, ' ', code, detail));
      return;
    }
    const offset = h('a', { href: topicLink(result.topic), class: 'number' }, `Offset ${result.offset}`);
    const took = h('span', { class: 'unit number' }, `${Math.max(1, Math.round(result.tookMs))} ms`);
    const position = `${result.epoch}:${result.offset}`;
    const words = h('span', {}, offset, ' ', took);
    this.result.replaceChildren(
      icon('done'),
      words,
      copyButton('position', () => position),
    );
  }
}

function textInput(testId: string, value: string): HTMLInputElement {
  return h('input', { type: 'text', value, autocomplete: 'off', spellcheck: 'false', 'data-testid': testId });
}
