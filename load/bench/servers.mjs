import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { mosquittoConfig } from '../peers/mosquitto/config.mjs';
import { natsConfig } from '../peers/nats/config.mjs';
import { nginxConfig } from '../peers/nchan/config.mjs';
import { inRepository } from '../../tests/eng/repository.mjs';
import { bunProgram, floorProgram } from './programs.mjs';

/** Long enough for a JIT: it is busy for about that long under load. */
const MANAGED = 20;
const NATIVE = 5;

const peer = (...parts) => inRepository('load', 'peers', ...parts);
const release = (folder, dll) => inRepository(...folder.split('/'), 'bin', 'Release', 'net10.0', dll);
const http = (port) => `http://127.0.0.1:${port}`;
const webSocket = ({ port }) => `ws://127.0.0.1:${port}/topics/{topic}`;
const signalR = ({ port }) => `${http(port)}/hub`;
const node =
  (script) =>
  ({ port }) => [process.execPath, [script, String(port)]];

function write(folder, name, text) {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

const realtimeHub = (dialect, name) => ({
  id: dialect,
  name,
  ours: true,
  warmup: MANAGED,
  dialect,
  needs: { dotnet: ['server/RealtimeHub.Server'] },
  folder: inRepository('server', 'RealtimeHub.Server'),
  command: ({ port }) => ['dotnet', [release('server/RealtimeHub.Server', 'RealtimeHub.Server.dll'), '--urls', http(port)]],
  environment: ({ key }) => ({
    ASPNETCORE_ENVIRONMENT: 'Production',
    RealtimeHub__Access__AnonymousSubscribers: 'true',
    RealtimeHub__Access__ApiKeys__0: key,
  }),
  url: signalR,
});

const plainSignalR = (dialect, name, { id = dialect, direct = false } = {}) => ({
  id,
  name,
  warmup: MANAGED,
  dialect,
  needs: { dotnet: ['load/peers/plain-signalr'] },
  folder: peer('plain-signalr'),
  command: ({ port }) => ['dotnet', [release('load/peers/plain-signalr', 'SignalRPeer.dll'), '--urls', http(port), `--Direct=${direct}`]],
  environment: () => ({ ASPNETCORE_ENVIRONMENT: 'Production' }),
  url: signalR,
});

/**
 * All servers of the benchmark, in the order of its first round. A server has
 * - `command`: what starts it at `place`, the ports and the folder of one start,
 * - `dialect` and `url`: how subscribers speak with it, and where,
 * - `publishUrl`: where events are published, unless it is the /v1 of its own port,
 * - `warmup`: seconds of publishing before the first measurement after a start,
 * - `mostIdle`: how many idle connections are opened at most, where all of the shape take too long,
 * - `needs`: what has to be installed or built,
 * - `onBothCores`: that it shares the client's core,
 * - `version`: of which Debian package (`deb`) or npm package (`npm`) the table tells the version.
 */
export const servers = [
  {
    id: 'floor',
    name: 'C floor (one send each)',
    warmup: NATIVE,
    dialect: 'websocket',
    needs: { cc: true },
    command: ({ port }) => [floorProgram, [String(port)]],
    url: ({ port }) => `ws://127.0.0.1:${port}/ws/{topic}`,
  },
  realtimeHub('realtimehub-json', 'RealtimeHub (JSON)'),
  realtimeHub('realtimehub-msgpack', 'RealtimeHub (MessagePack)'),
  {
    id: 'bun',
    name: 'uWebSockets in Bun',
    warmup: MANAGED,
    dialect: 'websocket',
    needs: { npm: true },
    version: { npm: 'bun' },
    command: ({ port }) => [bunProgram, [peer('bun', 'server.mjs'), String(port)]],
    url: webSocket,
  },
  {
    id: 'nchan',
    name: 'nchan (nginx)',
    warmup: NATIVE,
    dialect: 'websocket',
    needs: { debian: ['nginx', 'libnginx-mod-nchan'] },
    version: { deb: 'libnginx-mod-nchan' },
    command: (place) => [
      '/usr/sbin/nginx',
      ['-p', place.folder, '-e', 'stderr', '-c', write(place.folder, 'nginx.conf', nginxConfig(place))],
    ],
    url: webSocket,
  },
  {
    id: 'ws',
    name: 'ws (Node)',
    warmup: MANAGED,
    dialect: 'websocket',
    needs: { npm: true },
    version: { npm: 'ws' },
    command: node(peer('ws', 'server.mjs')),
    url: webSocket,
  },
  {
    id: 'nats',
    name: 'NATS over WebSocket',
    warmup: NATIVE,
    dialect: 'nats',
    needs: { debian: ['nats-server'] },
    version: { deb: 'nats-server' },
    command: (place) => ['/usr/sbin/nats-server', ['-c', write(place.folder, 'nats.conf', natsConfig(place))]],
    url: ({ port }) => `ws://127.0.0.1:${port}/`,
    publishUrl: ({ publishPort }) => `nats://127.0.0.1:${publishPort}`,
  },
  {
    id: 'socketio',
    name: 'Socket.IO (Node)',
    warmup: MANAGED,
    dialect: 'socketio',
    needs: { npm: true },
    version: { npm: 'socket.io' },
    command: node(peer('socketio', 'server.mjs')),
    url: ({ port }) => `ws://127.0.0.1:${port}/socket.io/?EIO=4&transport=websocket`,
  },
  {
    id: 'mosquitto',
    name: 'mosquitto (MQTT over WebSocket)',
    warmup: NATIVE,
    dialect: 'mqtt',
    needs: { debian: ['mosquitto'] },
    version: { deb: 'mosquitto' },
    command: (place) => ['/usr/sbin/mosquitto', ['-c', write(place.folder, 'mosquitto.conf', mosquittoConfig(place))]],
    url: ({ port }) => `ws://127.0.0.1:${port}/mqtt`,
    publishUrl: ({ publishPort }) => `mqtt://127.0.0.1:${publishPort}`,
  },
  plainSignalR('signalr-json', 'plain SignalR (JSON)'),
  plainSignalR('signalr-msgpack', 'plain SignalR (MessagePack)'),
  plainSignalR('signalr-json', "plain hub on RealtimeHub's transport (JSON)", { id: 'signalr-json-direct', direct: true }),
  {
    id: 'fastapi',
    name: 'FastAPI on uvicorn, uvloop',
    warmup: NATIVE,
    dialect: 'websocket',
    needs: { debian: ['python3-fastapi', 'uvicorn', 'python3-uvloop', 'python3-httptools', 'python3-websockets'] },
    version: { deb: 'python3-fastapi' },
    folder: peer('fastapi'),
    command: ({ port }) => [
      '/usr/bin/uvicorn',
      [
        '--host',
        '127.0.0.1',
        '--port',
        String(port),
        '--backlog',
        '4096',
        '--loop',
        'uvloop',
        '--http',
        'httptools',
        '--ws',
        'websockets',
      ].concat(['--log-level', 'warning', '--no-access-log', 'server:app']),
    ],
    url: webSocket,
  },
  {
    id: 'channels',
    // Each connection costs it more than the one before: 15,000 take minutes.
    mostIdle: 3_000,
    name: 'Django Channels on Daphne',
    warmup: NATIVE,
    dialect: 'websocket',
    needs: { debian: ['python3-django-channels', 'daphne'] },
    version: { deb: 'python3-django-channels' },
    folder: peer('channels'),
    command: ({ port }) => ['/usr/bin/daphne', ['-e', `tcp:${port}:interface=127.0.0.1:backlog=4096`, '-v', '0', 'server:application']],
    url: webSocket,
  },
];
