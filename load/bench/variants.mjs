import { servers } from './servers.mjs';

/**
 * RealtimeHub under other settings, or on both cores: to choose those that it comes with, and to see what they cost. They are
 * measured only when they are asked for.
 */
const ours = servers.find(({ id }) => id === 'realtimehub-json');

const variant = (id, name, environment, more = {}) => ({
  ...ours,
  id: `${ours.id}-${id}`,
  name: `RealtimeHub, ${name}`,
  environment: (place) => ({ ...ours.environment(place), ...environment }),
  ...more,
});

export const variants = [
  variant('workstation', 'workstation collector', { DOTNET_gcServer: '0' }),
  variant('blocking', 'no background collector', { DOTNET_gcConcurrent: '0' }),
  variant('gen0', 'youngest generation of 64 MiB', { DOTNET_GCgen0size: '0x4000000' }),
  variant('fixed', 'collector that does not adapt its heaps', { DOTNET_GCDynamicAdaptationMode: '0' }),
  variant('unlimited', 'limits off', { RealtimeHub__Limits__Enabled: 'false' }),
  variant('both', 'two cores, two loops', {}, { onBothCores: true }),
  variant('both-1', 'two cores, one loop', { RealtimeHub__FanOut__Shards: '1' }, { onBothCores: true }),
];
