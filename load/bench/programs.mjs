import { inRepository } from '../../tests/eng/repository.mjs';

/** Where results, and what is built for them, are kept. */
export const benchFolder = inRepository('artifacts', 'bench');

export const floorSource = inRepository('load', 'peers', 'floor', 'floor.c');
export const floorProgram = inRepository('artifacts', 'bench', 'floor');
export const peersFolder = inRepository('load', 'peers');
export const bunProgram = inRepository('load', 'peers', 'node_modules', 'bun', 'bin', 'bun.exe');
export const loadProject = 'load/RealtimeHub.Load';
export const loadProgram = inRepository('load', 'RealtimeHub.Load', 'bin', 'Release', 'net10.0', 'RealtimeHub.Load.dll');
