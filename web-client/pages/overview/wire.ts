/** The data of the topics that the server itself makes, once a second each. Times are ms since 1970 (UTC). */

export interface HostCpu {
  time: number;
  /** Percent, 0 to 100. */
  total: number;
  cores: number[];
  /** Load averages over 1, 5 and 15 minutes. */
  load: number[];
}

export interface HostMemory {
  time: number;
  totalBytes: number;
  usedBytes: number;
  availableBytes: number;
  cachedBytes: number;
  swapTotalBytes: number;
  swapUsedBytes: number;
}

export interface HostNetwork {
  time: number;
  receivedBytesPerSecond: number;
  sentBytesPerSecond: number;
  interfaces: { name: string; receivedBytesPerSecond: number; sentBytesPerSecond: number }[];
}

export interface HostDisk {
  time: number;
  readBytesPerSecond: number;
  writtenBytesPerSecond: number;
  devices: { name: string; readBytesPerSecond: number; writtenBytesPerSecond: number }[];
}

export interface ServerStats {
  time: number;
  uptimeSeconds: number;
  connections: number;
  subscriptions: number;
  topics: number;
  eventsInPerSecond: number;
  deliveriesPerSecond: number;
  bytesOutPerSecond: number;
  memoryBytes: number;
  cpuPercent: number;
}

export interface TopicStats {
  topic: string;
  offset: number;
  eventsPerSecond: number;
  subscribers: number;
  /** Held in the log. */
  events: number;
  bytes: number;
}

export interface ServerTopics {
  time: number;
  total: number;
  /** The busiest, busiest first. */
  topics: TopicStats[];
}
