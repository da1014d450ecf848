/** As many as the list shows. */
const MOST = 50;

const STORAGE_KEY = 'realtimehub.tasks';

/** The tasks that were started in this tab, newest first: what a reload begins with where the server lists none. */
export class TaskMemory {
  constructor(private readonly storage: () => Storage = () => sessionStorage) {}

  get ids(): string[] {
    try {
      const known: unknown = JSON.parse(this.storage().getItem(STORAGE_KEY) ?? '[]');
      return Array.isArray(known) ? known.filter((id) => typeof id === 'string').slice(0, MOST) : [];
    } catch {
      // Storage can be forbidden, and what it holds can be anybody's.
      return [];
    }
  }

  add(id: string): void {
    this.write([id, ...this.ids.filter((each) => each !== id)].slice(0, MOST));
  }

  forget(id: string): void {
    this.write(this.ids.filter((each) => each !== id));
  }

  private write(ids: string[]): void {
    try {
      this.storage().setItem(STORAGE_KEY, JSON.stringify(ids));
    } catch {
      // Without storage the list lasts as long as the page.
    }
  }
}
