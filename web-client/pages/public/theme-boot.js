// Runs before the first paint, so that a remembered dark page never flashes white. A classic script on purpose: modules
// wait until the document is parsed. ui/theme.ts keeps the attribute up to date afterwards.
(() => {
  let choice = null;
  try {
    choice = localStorage.getItem('realtimehub.theme');
  } catch {
    // Storage can be forbidden; the page then follows the system.
  }
  const dark = choice === 'dark' || (choice !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
})();
