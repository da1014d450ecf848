import type { Browser, Locator } from 'playwright-core';
import { Dashboard, type Look } from './dashboard.js';

/** The page of background tasks, in a tab of its own. */
export class TaskPage {
  private constructor(readonly dashboard: Dashboard) {}

  static async open(browser: Browser, url: string, look: Look = {}): Promise<TaskPage> {
    const page = new TaskPage(await Dashboard.open(browser, `${url}/#/tasks`, look));
    await page.dashboard.get('task-form').waitFor();
    await page.dashboard.page.locator('[data-testid=task-list][aria-busy=false]').waitFor({ state: 'attached' });
    return page;
  }

  /** Fills the form as a person does, and submits it. Returns the row of the task that was started. */
  async start(kind: string, args: unknown, key = ''): Promise<TaskRow> {
    const answered = this.dashboard.page.waitForResponse((response) => response.request().method() === 'POST');
    await this.fill(kind, JSON.stringify(args), key);
    const { id } = (await (await answered).json()) as { id: string };
    const row = this.row(id);
    await row.element.waitFor();
    return row;
  }

  /** The same, whatever becomes of it. */
  async fill(kind: string, json: string, key = ''): Promise<void> {
    const { dashboard } = this;
    await dashboard.get('task-kind').selectOption(kind);
    await dashboard.get('task-arguments').fill(json);
    await dashboard.get('task-key').fill(key);
    await dashboard.get('task-start').click();
  }

  row(id: string): TaskRow {
    return new TaskRow(id, this.dashboard.page.locator(`[data-testid=task-row][data-task="${id}"]`));
  }

  /** The tasks as they stand in the list. */
  ids(): Promise<string[]> {
    return this.dashboard.get('task-row').evaluateAll((rows) => rows.map((row) => row.getAttribute('data-task') ?? ''));
  }
}

/** One task of the list. */
export class TaskRow {
  constructor(
    readonly id: string,
    readonly element: Locator,
  ) {}

  get(testId: string): Locator {
    return this.element.getByTestId(testId);
  }

  state(): Promise<string> {
    return this.get('task-state').innerText();
  }

  /** What the bar shows to those who cannot see it; undefined where it has no value. */
  async percent(): Promise<number | undefined> {
    const value = await this.get('task-progress').getAttribute('aria-valuenow');
    return value === null ? undefined : Number(value);
  }
}
