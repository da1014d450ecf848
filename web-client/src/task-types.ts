/** How far a background task is. The last three are the end. */
export type TaskState =
  /** It waits for its turn. */
  | 'queued'
  /** A handler works on it. */
  | 'running'
  /** An attempt has failed, and the next one has a time. */
  | 'retrying'
  /** It is done, and may have a result. */
  | 'succeeded'
  /** It could not be done. */
  | 'failed'
  /** Somebody took it back, or a newer one took its place. */
  | 'cancelled';

/** Why a task, or its last attempt, has failed. */
export interface TaskFault {
  /**
   * For programs: `handlerFailed`, `timedOut`, `abandoned`, `badArguments`, `resultTooLarge`, `superseded`, `nodeLost`,
   * `serverStopped`, `unknownKind`, or a word of the handler's own.
   */
  code: string;
  /** The same for people. */
  message: string;
}

/** Everything that is told of a background task; each report stands for itself. Times are texts of ISO 8601. */
export interface TaskReport<Result = unknown> {
  /** Names the task. It cannot be guessed: whoever knows it may follow the task. */
  id: string;
  /** What kind of work it is. */
  kind: string;
  state: TaskState;
  /** Grows with each report of the task: of two reports the one with the larger number counts, but the last one whatever its number is (`isNewer`). */
  version: number;
  /** From 0 to 100; absent as long as the handler has not said. It never falls within one attempt. */
  percent?: number;
  /** What the handler does, in its own words; at most 255 characters. */
  message?: string;
  /** True while it runs although somebody has taken it back: it ends when its handler has obeyed. Absent otherwise. */
  cancelRequested?: true;
  /** What has come of it, when it has succeeded: any JSON value, at most 32 KiB unless the server is configured otherwise. */
  result?: Result;
  /** Why it has failed, or while it is `retrying` or `running` again: why its last attempt has. */
  error?: TaskFault;
  /** The number of the attempt; 0 before the first. */
  attempt: number;
  /** How many attempts may fail before the task does. */
  maxAttempts: number;
  /** When it was accepted. */
  created: string;
  /** When its last attempt began. */
  started?: string;
  /** When its next attempt is due, while it waits for it. */
  nextTry?: string;
  /** When it came to its end. */
  ended?: string;
  /** What the task outlives: nothing, a restart of the server, or the end of any node. */
  kept: 'memory' | 'disk' | 'redis';
}

/** How a background task is started. */
export interface StartTaskOptions {
  /**
   * One user's tasks of one kind with the same key run one at a time, in the order of their start. At most 255 characters. Needs
   * a client that has said who it is: without a token it is refused (code 103).
   */
  key?: string;
  /**
   * It takes the place of those before it with the same `key`: they are cancelled. Needs a `key`.
   * @default false
   */
  latest?: boolean;
  /**
   * Nobody waits for it: what somebody waits for comes first.
   * @default false
   */
  bulk?: boolean;
  /**
   * Makes a retry safe: the same key and arguments return the first task, as long as it is kept. At most 128 visible ASCII
   * characters.
   */
  idempotencyKey?: string;
}

/**
 * A background task at the server. Loop over it for its states: the newest one first, then each that comes, and after the
 * last one the loop ends. A loop that is slower than the task leaves out what has been overtaken.
 *
 * There may be any number of loops. The task is followed over one subscription as long as somebody loops over it or waits
 * for its result; leaving the last loop ends the subscription, and the task goes on. Breaks of the connection are bridged.
 * A loop throws a `RealtimeHubError` when the server does not let this client follow the task, or does not know it (code 116).
 */
export interface HubTask<Result = unknown> extends AsyncIterable<TaskReport<Result>> {
  /** Keep it to follow the task again after a reload: `client.followTask(id)`. */
  readonly id: string;
  /** The newest report that has come; undefined before the first. It stands still while nobody follows the task. */
  readonly report: TaskReport<Result> | undefined;
  /**
   * What comes of the task; undefined when it has no result. Reading it begins to follow the task. Rejects with a
   * `TaskFailed` when the task has failed or was cancelled, and with a `RealtimeHubError` when it cannot be
   * followed, is not known to the server (code 116: it ended long ago, or the server has been restarted and keeps none), or is
   * not followed any more (code 0).
   */
  readonly result: Promise<Result>;
  /**
   * Takes the task back. One that waits is cancelled at once; one that runs ends when its handler has obeyed; one that has
   * ended stays as it is. Resolves with how the task stands.
   * @throws RealtimeHubError when the server refuses, and at once when there is no connection.
   */
  cancel(): Promise<TaskReport<Result>>;
  /** Stops following: loops end, and waiting for the result does. The task goes on. Resolves when the server knows. Never rejects. */
  close(): Promise<void>;
}
