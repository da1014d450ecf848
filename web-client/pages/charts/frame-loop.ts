/** Draws what is due at `now` and says in how many ms it is due again; 0 means the very next frame. */
export type Draw = (now: number) => number;

const IDLE_MS = 1000;

/**
 * Calls each drawing on animation frames, but only when its picture would differ: a chart that moves two pixels a second is
 * drawn four times a second, not sixty. Nothing runs while the tab is hidden.
 */
export class FrameLoop {
  private readonly draws = new Set<Draw>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private frame: number | undefined;

  constructor() {
    document.addEventListener('visibilitychange', () => {
      if (document.hidden) this.stop();
      else this.wake();
    });
  }

  /** Starts a drawing; returns the function that stops it. */
  add(draw: Draw): () => void {
    this.draws.add(draw);
    this.wake();
    return () => {
      this.draws.delete(draw);
      if (this.draws.size === 0) this.stop();
    };
  }

  /** Something changed: draw on the next frame. */
  wake(): void {
    if (this.frame !== undefined || this.draws.size === 0 || document.hidden) return;
    clearTimeout(this.timer);
    this.frame = requestAnimationFrame((now) => {
      this.run(now);
    });
  }

  private run(now: number): void {
    this.frame = undefined;
    let due = IDLE_MS;
    for (const draw of this.draws) due = Math.min(due, draw(now));
    if (due <= 0) this.wake();
    else
      this.timer = setTimeout(() => {
        this.wake();
      }, due);
  }

  private stop(): void {
    clearTimeout(this.timer);
    if (this.frame !== undefined) cancelAnimationFrame(this.frame);
    this.frame = undefined;
  }
}
