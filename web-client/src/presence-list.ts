import type { Presence, PresenceChange, PresenceMember } from './types.js';

/** What the server says about who follows a topic: all members, or those that have come and gone, or the numbers alone. */
export interface PresenceMessage {
  count: number;
  users: number;
  members?: PresenceMember[];
  joined?: PresenceMember[];
  left?: string[];
}

/** What is known after a message. */
export function afterMessage(topic: string, before: Presence | undefined, message: PresenceMessage): Presence {
  const { count, users } = message;
  const members = message.members ?? changed(before?.members, message);
  return { topic, count, users, ...(members && { members }) };
}

export function changeBetween(before: Presence | undefined, now: Presence): PresenceChange {
  return { ...now, joined: notIn(before?.members, now.members), left: notIn(now.members, before?.members) };
}

function changed(
  before: readonly PresenceMember[] | undefined,
  { joined, left }: PresenceMessage,
): PresenceMember[] | undefined {
  if (!before || !joined || !left) return undefined;
  const gone = new Set([...left, ...joined.map(({ id }) => id)]);
  return [...before.filter(({ id }) => !gone.has(id)), ...joined];
}

/** Those of `others` who are not among `some`; none when either is not known. */
function notIn(
  some: readonly PresenceMember[] | undefined,
  others: readonly PresenceMember[] | undefined,
): PresenceMember[] {
  if (!some || !others) return [];
  const ids = new Set(some.map(({ id }) => id));
  return others.filter(({ id }) => !ids.has(id));
}
