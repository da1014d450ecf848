import { exampleOf } from './schema.js';
import type { TaskKind } from './task-api.js';

/** The arguments of each kind as they were typed last, so that a look at another kind loses nothing. */
export class ArgumentDrafts {
  private readonly typed = new Map<string, string>();

  /** What stands in the field for a kind: what was typed, or an example of what it takes. */
  of(kind: TaskKind): string {
    return this.typed.get(kind.name) ?? JSON.stringify(exampleOf(kind.arguments), null, 2);
  }

  keep(kind: TaskKind, text: string): void {
    this.typed.set(kind.name, text);
  }
}
