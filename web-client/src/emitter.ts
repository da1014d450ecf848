import { callSafely } from './call-safely.js';

/** Events by name, each with one object as its argument. */
export class Emitter<Events extends object> {
  private readonly listeners = new Map<keyof Events, Set<(event: never) => void>>();

  /** Calls `listener` on every event of that name, until the returned function is called. */
  on<Name extends keyof Events>(name: Name, listener: (event: Events[Name]) => void): () => void {
    // A wrapper of its own, so that adding the same function twice means two calls and two undos.
    const entry = (event: Events[Name]): void => {
      listener(event);
    };
    const set = this.listeners.get(name) ?? new Set();
    this.listeners.set(name, set.add(entry));
    return () => {
      set.delete(entry);
    };
  }

  emit<Name extends keyof Events>(name: Name, event: Events[Name]): void {
    for (const listener of [...(this.listeners.get(name) ?? [])]) {
      callSafely(listener as (event: Events[Name]) => void, event);
    }
  }
}
