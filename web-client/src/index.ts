export { bytesOf } from './bytes.js';
export { RealtimeHubClient, type ClientEvents } from './client.js';
export { CloseCode, ErrorCode } from './codes.js';
export { RealtimeHubError } from './errors.js';
export type { RealtimeHubClientOptions } from './options.js';
export { TaskFailed } from './task-failed.js';
export { isFinal, isNewer } from './task-state.js';
export type * from './task-types.js';
export type * from './types.js';
