export { bytesOf } from './bytes.js';
export { RealtimeHubClient, type ClientEvents } from './client.js';
export { CloseCode, ErrorCode } from './codes.js';
export { RealtimeHubError } from './errors.js';
export type { RealtimeHubClientOptions } from './options.js';
export type * from './types.js';
