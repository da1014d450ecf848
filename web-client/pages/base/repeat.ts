/**
 * Does something again and again while somebody looks: `everyMs` after it was done the last time, and at once when a tab that
 * was hidden meanwhile is shown again. Never twice at a time. Returns the function that ends it.
 */
export function repeatWhileVisible(work: () => Promise<void>, everyMs: number): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isWorking = false;
  let isOver = false;
  const rest = (): void => {
    clearTimeout(timer);
    timer = isOver || document.hidden ? undefined : setTimeout(once, everyMs);
  };
  const once = (): void => {
    isWorking = true;
    void work().finally(() => {
      isWorking = false;
      rest();
    });
  };
  const look = (): void => {
    if (isWorking) return;
    clearTimeout(timer);
    if (!document.hidden) once();
  };
  document.addEventListener('visibilitychange', look);
  rest();
  return () => {
    isOver = true;
    clearTimeout(timer);
    document.removeEventListener('visibilitychange', look);
  };
}
