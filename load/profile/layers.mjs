// Whose time it is: the innermost frame that belongs to somebody has it. What the base library, the C library and the runtime do for
// a caller is the caller's, except for what goes on deep in the runtime: the collector above all.

const kernel = [
  ['kernel: loopback to the clients', /net_rx_action/],
  ['kernel: send', /sys_send|sock_sendmsg|tcp_sendmsg|sock_write_iter/],
  ['kernel: receive', /sys_recv|sock_recvmsg|tcp_recvmsg|sock_read_iter/],
  ['kernel: wait for sockets', /epoll|sys_poll/],
  ['kernel: wait for threads', /futex/],
];

const modules = [
  ['RealtimeHub: fan-out', /^RealtimeHub$/, /^RealtimeHub\.(FanOut|Topics|Connections|Diagnostics)\./],
  ['RealtimeHub: the rest', /^RealtimeHub(\.|$)/],
  ['SignalR', /^Microsoft\.AspNetCore\.SignalR/],
  ['SignalR: transport', /^Microsoft\.AspNetCore\.Http\.Connections/],
  ['WebSocket framing', /^System\.Net\.WebSockets/],
  ['pipes', /^System\.IO\.Pipelines/],
  ['sockets', /^(System\.Net\.Sockets|libSystem\.Native\.so|Microsoft\.AspNetCore\.Server\.Kestrel\.Transport\.Sockets)$/],
  ['Kestrel and HTTP', /^Microsoft\.AspNetCore\.|^System\.Net\.|^Microsoft\.Net\./],
];

const HELPER_CALLS = 3;

export function layerOf({ thread, frames }) {
  if (thread.startsWith('.NET Tiered')) return 'runtime: compiler';
  if (frames.some((frame) => frame.isKernel)) return kernelLayerOf(frames);
  if (isDeepInRuntime(frames)) return 'runtime: collector and others';
  for (const frame of frames) {
    const layer = layerOfFrame(frame);
    if (layer) return layer;
  }
  return frames.some((frame) => frame.module === 'System.Private.CoreLib') ? 'thread pool' : 'other';
}

/** The layer of one frame, or undefined when it works for whoever called it. */
export function layerOfFrame({ module, type, isKernel }) {
  if (isKernel) return 'kernel';
  return modules.find(([, owns, part]) => owns.test(module) && (!part || part.test(type)))?.[0];
}

/** A lock, a cast or a new object take few calls. */
function isDeepInRuntime(frames) {
  const calls = frames.findIndex((frame) => !/^lib(coreclr|clrgc|clrgcexp|clrjit|c)\.so/.test(frame.module));
  return calls > HELPER_CALLS || calls < 0;
}

function kernelLayerOf(frames) {
  const names = frames.filter((frame) => frame.isKernel).map((frame) => frame.name);
  return kernel.find(([, call]) => names.some((name) => call.test(name)))?.[0] ?? 'kernel: other';
}
