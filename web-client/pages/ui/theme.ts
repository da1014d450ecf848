import { Observable } from '../base/observable.js';

/** What the person chose; `auto` follows the system. */
export type ThemeChoice = 'auto' | 'light' | 'dark';

/** What is shown. */
export type Theme = 'light' | 'dark';

/** Also read by public/theme-boot.js, before the first paint. */
const STORAGE_KEY = 'realtimehub.theme';

/** The theme of the page: remembered, and following the system while it is `auto`. */
export class ThemeStore {
  readonly choice: Observable<ThemeChoice>;
  readonly shown: Observable<Theme>;
  private readonly system = matchMedia('(prefers-color-scheme: dark)');

  constructor() {
    this.choice = new Observable(remembered());
    this.shown = new Observable(this.resolve());
    this.system.addEventListener('change', () => {
      this.apply();
    });
  }

  choose(choice: ThemeChoice): void {
    remember(choice);
    this.choice.set(choice);
    this.apply();
  }

  private apply(): void {
    const theme = this.resolve();
    document.documentElement.dataset['theme'] = theme;
    if (theme !== this.shown.value) this.shown.set(theme);
  }

  private resolve(): Theme {
    const choice = this.choice.value;
    if (choice !== 'auto') return choice;
    return this.system.matches ? 'dark' : 'light';
  }
}

function remembered(): ThemeChoice {
  try {
    const text = localStorage.getItem(STORAGE_KEY);
    return text === 'light' || text === 'dark' ? text : 'auto';
  } catch {
    return 'auto';
  }
}

function remember(choice: ThemeChoice): void {
  try {
    localStorage.setItem(STORAGE_KEY, choice);
  } catch {
    // Storage can be forbidden; the choice then lasts as long as the page.
  }
}
