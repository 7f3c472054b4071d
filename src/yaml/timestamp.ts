const FORM = /^(\d{4})-(\d{1,2})-(\d{1,2})(?:([Tt ])(\d{1,2}):(\d{1,2}):(\d{1,2})(?:[.,](\d+))?(Z|[-+]\d{2}:\d{2})?)?$/;
const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/**
 * The text that kustomize writes for a plain scalar which go-yaml v3 takes for a timestamp (resolve.go, parseTimestamp;
 * time.MarshalJSON); undefined when it is none. `2024-1-2` → `2024-01-02T00:00:00Z`.
 */
export function parseTimestamp(text: string): string | undefined {
  if (text.charCodeAt(4) !== 0x2d) return undefined;
  const match = FORM.exec(text);
  if (!match) return undefined;
  const [, year = '', month = '', day = '', separator, hour = '0', minute = '0', second = '0', fraction = '', zone] = match;
  if (separator === ' ' ? zone !== undefined : separator !== undefined && zone === undefined) return undefined;
  if (!isDate(Number(year), Number(month), Number(day))) return undefined;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  const offset = zone === undefined || zone === 'Z' || zone.endsWith('00:00') ? 'Z' : zone;
  if (offset !== 'Z' && (Number(offset.slice(1, 3)) > 24 || Number(offset.slice(4)) > 59)) return undefined;
  const nanoseconds = fraction.slice(0, 9).replace(/0+$/, '');
  const time = [hour, minute, second].map((part) => part.padStart(2, '0')).join(':');
  return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}T${time}${nanoseconds === '' ? '' : `.${nanoseconds}`}${offset}`;
}

function isDate(year: number, month: number, day: number): boolean {
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const days = month === 2 && leap ? 29 : DAYS[month - 1];
  return days !== undefined && day >= 1 && day <= days;
}
