/** The newest `capacity` items; an older one leaves for each that comes. */
export class Ring<T> {
  private readonly capacity: number;
  private readonly items: T[] = [];
  private start = 0;

  constructor(capacity: number) {
    this.capacity = capacity;
  }

  get length(): number {
    return this.items.length;
  }

  get newest(): T | undefined {
    return this.items[(this.start + this.items.length - 1) % this.capacity];
  }

  push(item: T): void {
    if (this.items.length < this.capacity) {
      this.items.push(item);
      return;
    }
    this.items[this.start] = item;
    this.start = (this.start + 1) % this.capacity;
  }

  clear(): void {
    this.items.length = 0;
    this.start = 0;
  }

  /** Oldest first. */
  toArray(): T[] {
    return [...this.items.slice(this.start), ...this.items.slice(0, this.start)];
  }

  /** The newest `count`, oldest of them first. */
  latest(count: number): T[] {
    if (count <= 0) return [];
    const all = this.toArray();
    return count >= all.length ? all : all.slice(all.length - count);
  }
}
