/** The promise that `connect()` returns: settled by the first connection, or by the end of all tries. */
export class FirstConnect {
  readonly promise: Promise<void>;
  succeeded: () => void = () => undefined;
  failed: (error: Error) => void = () => undefined;

  constructor() {
    this.promise = new Promise((resolve, reject) => {
      this.succeeded = resolve;
      this.failed = reject;
    });
    // Many pages never look at this promise and follow the state instead; that is no unhandled rejection.
    this.promise.catch(() => undefined);
  }
}
