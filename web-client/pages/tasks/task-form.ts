import type { TaskReport } from '../../src/index.js';
import type { Refusal } from '../base/api.js';
import { h } from '../base/dom.js';
import { Field } from '../publish/field.js';
import { checkJson, type JsonProblem } from '../publish/json-check.js';
import { submitOnCtrlEnter } from '../publish/submit-key.js';
import { icon } from '../ui/icons.js';
import { SubmitButton } from '../ui/submit-button.js';
import { ArgumentDrafts } from './argument-drafts.js';
import { argumentHelp } from './argument-help.js';
import type { TaskKind } from './task-api.js';
import { TaskStarter } from './task-starter.js';
import { kindWords, refusalWords } from './task-words.js';

const LONGEST_KEY = 255;

/** Starts a task the way a backend would, and shows why where the server refuses. */
export class TaskForm {
  readonly element: HTMLFormElement;
  private readonly kind = new Field('Kind', h('select', { 'data-testid': 'task-kind' }));
  private readonly about = h('div', { class: 'kind-about' });
  private readonly args: Field<HTMLTextAreaElement>;
  private readonly key: Field<HTMLInputElement>;
  private readonly priority = new Field('Priority', h('select', { 'data-testid': 'task-priority' }));
  private readonly submit = new SubmitButton('Start', 'task-start', 'button is-primary');
  private readonly result = h('div', { class: 'publish-result', 'data-testid': 'task-start-result', role: 'status' });
  private readonly drafts = new ArgumentDrafts();
  private readonly starter = new TaskStarter();
  private kinds: readonly TaskKind[] = [];

  /** `started` is told of each task that the server has accepted. */
  constructor(private readonly started: (report: TaskReport) => void) {
    this.args = new Field('Arguments', argumentArea(), 'JSON');
    this.key = new Field(
      'Key',
      h('input', {
        type: 'text',
        maxlength: LONGEST_KEY,
        autocomplete: 'off',
        spellcheck: 'false',
        title: 'Tasks of one kind with the same key run one at a time',
        'data-testid': 'task-key',
      }),
      'optional',
    );
    this.priority.input.append(
      h('option', { value: 'interactive' }, 'Somebody waits'),
      h('option', { value: 'bulk' }, 'In bulk'),
    );
    this.element = h(
      'form',
      { class: 'task-form', 'data-testid': 'task-form', novalidate: true },
      this.kind.element,
      this.about,
      this.args.element,
      h('div', { class: 'field-pair' }, this.key.element, this.priority.element),
      h('div', { class: 'form-end' }, this.submit.element, this.result),
    );
    this.listen();
  }

  /** Offers these kinds; the one that was chosen stays chosen. */
  offer(kinds: readonly TaskKind[]): void {
    // Said again after each break: whoever is typing is not disturbed.
    if (JSON.stringify(kinds) === JSON.stringify(this.kinds)) return;
    const chosen = this.kind.input.value;
    this.kinds = kinds;
    this.kind.input.replaceChildren(...kinds.map(({ name }) => h('option', { value: name }, name)));
    if (kinds.some(({ name }) => name === chosen)) this.kind.input.value = chosen;
    this.showKind();
  }

  private get chosen(): TaskKind | undefined {
    return this.kinds.find(({ name }) => name === this.kind.input.value);
  }

  private listen(): void {
    const area = this.args.input;
    this.element.addEventListener('submit', (event) => {
      event.preventDefault();
      this.onSubmit();
    });
    this.kind.input.addEventListener('change', () => {
      this.result.replaceChildren();
      this.showKind();
    });
    area.addEventListener('input', () => {
      if (this.chosen) this.drafts.keep(this.chosen, area.value);
      this.checkArguments();
    });
    submitOnCtrlEnter(area, this.element);
  }

  private showKind(): void {
    const kind = this.chosen;
    this.about.replaceChildren();
    if (kind === undefined) return;
    const text = kind.description === undefined ? null : h('p', {}, kind.description);
    const limits = h('p', { class: 'kind-limits number' }, kindWords(kind));
    const help = argumentHelp(kind.arguments) ?? null;
    this.about.append(...[text, limits, help].filter((part) => part !== null));
    this.args.input.value = this.drafts.of(kind);
    this.args.report(undefined);
  }

  private checkArguments(): JsonProblem | undefined {
    const problem = checkJson(this.args.input.value);
    this.args.report(problem && `Line ${problem.line}, column ${problem.column}: ${problem.message}.`);
    return problem;
  }

  private onSubmit(): void {
    if (this.submit.isWaiting) return;
    this.result.replaceChildren();
    const wrong = this.checkArguments();
    if (wrong !== undefined) {
      this.args.input.focus();
      this.args.input.setSelectionRange(wrong.at, wrong.at + 1);
    } else if (this.chosen !== undefined) {
      void this.start(this.chosen);
    }
  }

  private async start({ name }: TaskKind): Promise<void> {
    const start = {
      kind: name,
      json: this.args.input.value,
      key: this.key.input.value,
      bulk: this.priority.input.value === 'bulk',
    };
    const answer = await this.submit.until(this.starter.start(start));
    if (!answer.ok) {
      this.refuse(answer.refusal);
      return;
    }
    this.result.dataset['kind'] = 'accepted';
    this.result.replaceChildren(icon('done'), h('span', {}, 'Started'));
    this.started(answer.body);
  }

  private refuse(refusal: Refusal): void {
    const { words, detail } = refusalWords(refusal);
    const code = refusal.code === undefined ? null : h('span', { class: 'chip' }, String(refusal.code));
    const more = detail === '' ? null : h('span', { class: 'publish-detail' }, detail);
    this.result.dataset['kind'] = 'refused';
    this.result.replaceChildren(icon('warn'), h('span', {}, words, ' ', code, more));
  }
}

function argumentArea(): HTMLTextAreaElement {
  return h('textarea', { rows: 6, spellcheck: 'false', class: 'code-input', 'data-testid': 'task-arguments' });
}
