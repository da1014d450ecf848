import type { EventMeta } from './types.js';

/**
 * The data of an event that was published as bytes, whichever protocol brought it: MessagePack carries bytes as they are,
 * JSON as base64 text. Undefined for an event of any other kind.
 */
export function bytesOf({ data, meta }: { data: unknown; meta?: EventMeta }): Uint8Array | undefined {
  if (data instanceof Uint8Array) return data;
  if (meta?.encoding !== 'base64' || typeof data !== 'string') return undefined;
  return Uint8Array.from(atob(data), (character) => character.charCodeAt(0));
}
