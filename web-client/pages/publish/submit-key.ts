/** Ctrl+Enter in a text of several lines submits its form; a key that is held down is one wish. */
export function submitOnCtrlEnter(area: HTMLTextAreaElement, form: HTMLFormElement): void {
  area.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && !event.repeat) form.requestSubmit();
  });
}
