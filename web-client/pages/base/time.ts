const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const minutes = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });

/** Local time of day, `14:03:22`. */
export function clockTime(ms: number): string {
  return clock.format(ms);
}

/** Local time of day without seconds, `14:03`. */
export function clockMinutes(ms: number): string {
  return minutes.format(ms);
}

/** The exact local time, `2026-11-22 14:03:22.123 +01:00`. */
export function exactTime(ms: number): string {
  const date = new Date(ms);
  const day = [date.getFullYear(), pad(date.getMonth() + 1), pad(date.getDate())].join('-');
  return `${day} ${clockTime(ms)}.${pad(date.getMilliseconds(), 3)} ${zone(-date.getTimezoneOffset())}`;
}

/** How long ago, in one short word: `now`, `4 s`, `12 min`, `3 h`, `2 d`. */
export function ago(elapsedMs: number): string {
  const seconds = Math.floor(elapsedMs / 1000);
  if (seconds < 1) return 'now';
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h`;
  return `${Math.floor(seconds / 86_400)} d`;
}

function zone(offsetMinutes: number): string {
  const absolute = Math.abs(offsetMinutes);
  return `${offsetMinutes < 0 ? '-' : '+'}${pad(Math.floor(absolute / 60))}:${pad(absolute % 60)}`;
}

function pad(value: number, length = 2): string {
  return String(value).padStart(length, '0');
}
