/** Things that arrive, taken one by one; `next()` waits when there is nothing yet. */
export class Inbox<T> {
  private readonly items: T[] = [];
  private readonly takers: ((item: T) => void)[] = [];

  readonly put = (item: T): void => {
    const taker = this.takers.shift();
    if (taker) taker(item);
    else this.items.push(item);
  };

  next(): Promise<T> {
    if (this.items.length > 0) return Promise.resolve(this.items.shift() as T);
    return new Promise((resolve) => this.takers.push(resolve));
  }

  /** What has arrived and was not taken. */
  get rest(): readonly T[] {
    return this.items;
  }
}
