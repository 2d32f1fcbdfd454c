/** Moments and spans of the System screen in words. */
import { clock, clockSeconds, clockTime, count, dayKey, dayShort, t } from '../text';
import type { Span } from '../kit/time-scale';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const moment = (at: number) => ({ at: new Date(at).toISOString() });
const today = (at: number) => dayKey(moment(at)) === dayKey(moment(clock.now));

/** `09:51:19`, `20 Nov, 09:51`: seconds where points stand that close. */
export function momentWords(at: number, step: number): string {
  const time = step < MINUTE ? clockSeconds(moment(at)) : clockTime(moment(at));
  return today(at) ? time : `${dayShort(moment(at), clock.now)}, ${time}`;
}

/** Both ends of a span. */
export function spanWords({ from, to }: Span): string {
  const step = to - from < 10 * MINUTE ? 0 : MINUTE;
  const last = momentWords(to, step);
  const sameDay = dayKey(moment(from)) === dayKey(moment(to));
  const end = sameDay && !today(to) ? (step === 0 ? clockSeconds(moment(to)) : clockTime(moment(to))) : last;
  return t.system.zoomed(momentWords(from, step), end);
}

/** What stands at a mark of time: the hour, or the day where one begins. */
export function markWords(at: number, step: number): string {
  const { hours, minutes, seconds } = local(at);
  const midnight = hours === 0 && minutes === 0 && seconds === 0;
  if (step >= DAY || (midnight && step >= HOUR)) return dayShort(moment(at), clock.now);
  return step < MINUTE ? clockSeconds(moment(at)) : clockTime(moment(at));
}

const local = (at: number) => {
  const date = new Date(at);
  return { hours: date.getHours(), minutes: date.getMinutes(), seconds: date.getSeconds() };
};

/** How long it has been running, in the largest unit. */
export function upWords(booted: string): string {
  const passed = Math.max(0, clock.now - Date.parse(booted));
  const { up } = t.system;
  if (passed >= DAY) return up.days(Math.floor(passed / DAY));
  return passed >= HOUR ? up.hours(Math.floor(passed / HOUR)) : up.minutes(Math.floor(passed / MINUTE));
}

/** A figure with always as many digits, for columns. */
export const inColumn = (n: number, digits: number) => count(n, digits, digits);
