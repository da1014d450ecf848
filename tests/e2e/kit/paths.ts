import { fileURLToPath } from 'node:url';

/** An absolute path of something in the repository. */
export function fromRoot(path: string): string {
  return fileURLToPath(new URL(`../../../${path}`, import.meta.url));
}

export const SERVER_PROJECT = fromRoot('server/RealtimeHub.Server');
export const SERVER_DLL = `${SERVER_PROJECT}/bin/Debug/net10.0/RealtimeHub.Server.dll`;
