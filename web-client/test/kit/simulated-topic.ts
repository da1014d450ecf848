import type { Step } from './cursor-vectors.js';
import type { Dice } from './dice.js';

/**
 * A topic, its server and a network that fails, as one subscriber without `tail` hears them: the log grows, is cut and
 * begins new lives; the connection breaks, and the server then continues it, or says why not; events and gaps come again.
 */
export class SimulatedTopic {
  readonly steps: Step[] = [];
  private life = 0;
  private head = 0;

  /** Where the subscriber stands, in the server's mind and in its own, which are the same. */
  private at = { life: 0, offset: 0 };

  constructor(private readonly dice: Dice) {
    this.head = dice.below(5);
    this.at.offset = this.head;
    this.reply(false);
  }

  run(rounds: number): Step[] {
    for (let round = 0; round < rounds; round++) this.round();
    return this.steps;
  }

  private round(): void {
    if (this.dice.onceIn(12)) this.beginNewLife();
    else if (this.dice.onceIn(6)) this.breakConnection();
    else if (this.dice.onceIn(8)) this.fallBehind();
    else if (this.dice.onceIn(5)) this.repeat();
    else this.publish();
  }

  private publish(): void {
    this.head++;
    if (this.at.life === this.life) this.steps.push({ event: ++this.at.offset });
  }

  /** What was sent since the last reply comes again: a write that was thought to have failed, or a server with a fault. */
  private repeat(): void {
    const lastReply = this.steps.map((step) => step.reply !== undefined).lastIndexOf(true);
    const sent = this.steps.slice(lastReply + 1);
    const again = sent[this.dice.below(sent.length)];
    if (again) this.steps.push(again);
  }

  private fallBehind(): void {
    const from = this.at.offset;
    this.head += 1 + this.dice.below(9);
    this.at.offset = this.head;
    this.steps.push({ gap: { from, to: this.head, reason: 'slow' } });
  }

  private breakConnection(): void {
    const missedMeanwhile = this.dice.below(8);
    this.head += missedMeanwhile;
    if (this.dice.onceIn(3)) {
      this.at.offset = this.head;
      this.reply(false, 'tooOld');
    } else {
      this.reply(true);
      while (this.at.offset < this.head) this.steps.push({ event: ++this.at.offset });
    }
  }

  private beginNewLife(): void {
    this.life++;
    this.head = this.dice.below(20);
    this.at = { life: this.life, offset: this.head };
    this.reply(false, 'epochChanged');
  }

  private reply(recovered: boolean, reason?: string): void {
    const reply = { epoch: `life${this.life}`, offset: this.head, recovered };
    this.steps.push({ reply: reason ? { ...reply, reason } : reply });
  }
}
