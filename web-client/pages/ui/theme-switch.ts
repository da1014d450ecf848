import { h } from '../base/dom.js';
import { icon } from './icons.js';
import type { ThemeChoice, ThemeStore } from './theme.js';

const CHOICES: { choice: ThemeChoice; label: string }[] = [
  { choice: 'auto', label: 'Theme of the system' },
  { choice: 'light', label: 'Light theme' },
  { choice: 'dark', label: 'Dark theme' },
];

/** Three radio buttons that look like one switch; arrow keys move, as in any radio group. */
export function themeSwitch(store: ThemeStore): HTMLElement {
  const group = h('fieldset', { class: 'theme-switch', 'data-testid': 'theme-switch' });
  group.append(h('legend', { class: 'visually-hidden' }, 'Theme'));
  for (const { choice, label } of CHOICES) {
    const input = h('input', {
      type: 'radio',
      name: 'theme',
      value: choice,
      class: 'visually-hidden',
      'aria-label': label,
      checked: store.choice.value === choice,
      onchange: () => {
        store.choose(choice);
      },
    });
    group.append(h('label', { class: 'theme-choice', title: label }, input, icon(choice)));
  }
  return group;
}
