/** Chance that can be repeated: the same seed throws the same numbers (mulberry32). */
export class Dice {
  constructor(private state: number) {}

  /** A whole number from 0 to `sides - 1`. */
  below(sides: number): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * sides);
  }

  /** True once in so many throws, on average. */
  onceIn(throws: number): boolean {
    return this.below(throws) === 0;
  }
}

/** Checks a property for many seeds; a failure names the seed that repeats it. */
export function forSeeds(count: number, property: (dice: Dice) => void): void {
  for (let seed = 1; seed <= count; seed++) {
    try {
      property(new Dice(seed));
    } catch (error) {
      throw new Error(`With seed ${seed}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
    }
  }
}
