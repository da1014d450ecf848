import { h } from '../base/dom.js';
import { icon } from './icons.js';

const DONE_MS = 1500;

/** A button that copies what `text` returns, and says that it did. */
export function copyButton(what: string, text: () => string): HTMLButtonElement {
  const status = h('span', { class: 'visually-hidden', role: 'status' });
  const button = h('button', { class: 'icon-button copy', type: 'button', title: `Copy ${what}` });
  button.setAttribute('aria-label', `Copy ${what}`);
  button.append(icon('copy'), status);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const show = (done: boolean, words: string): void => {
    button.classList.toggle('is-done', done);
    button.firstChild?.replaceWith(icon(done ? 'done' : 'copy'));
    status.textContent = words;
  };
  button.addEventListener('click', (event) => {
    event.preventDefault();
    void copy(text()).then((done) => {
      show(done, done ? 'Copied' : 'The browser did not allow copying');
      clearTimeout(timer);
      timer = setTimeout(() => {
        show(false, '');
      }, DONE_MS);
    });
  });
  return button;
}

async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyThroughSelection(text);
  }
}

/** The clipboard API exists on secure origins only; a server on the local network by http is none. */
function copyThroughSelection(text: string): boolean {
  const field = h('textarea', { class: 'visually-hidden', 'aria-hidden': 'true' });
  field.value = text;
  document.body.append(field);
  field.select();
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- the only way there is on such an origin
  const done = document.execCommand('copy');
  field.remove();
  return done;
}
