/** What the client wants to know of the page around it. Outside a browser: always online, always visible. */
export interface Environment {
  /** True only when the browser is sure that there is no network. */
  isOffline(): boolean;
  isHidden(): boolean;
  /** Calls back when the network returns, until the returned function is called. */
  onOnline(callback: () => void): () => void;
  /** Calls back when the page becomes visible, until the returned function is called. */
  onVisible(callback: () => void): () => void;
  /** Milliseconds on a clock that is never set back; for durations. */
  elapsed(): number;
}

export const pageEnvironment: Environment = {
  isOffline: () => typeof navigator !== 'undefined' && 'onLine' in navigator && !navigator.onLine,
  isHidden: () => typeof document !== 'undefined' && document.visibilityState === 'hidden',
  onOnline: (callback) => listen(typeof window === 'undefined' ? undefined : window, 'online', callback),
  onVisible: (callback) =>
    listen(typeof document === 'undefined' ? undefined : document, 'visibilitychange', () => {
      if (!pageEnvironment.isHidden()) callback();
    }),
  elapsed: () => performance.now(),
};

function listen(target: EventTarget | undefined, event: string, callback: () => void): () => void {
  target?.addEventListener(event, callback);
  return () => target?.removeEventListener(event, callback);
}
