/** Devices in words. */
import type { Caller, Device, DeviceProgress } from '../api';
import { count, t } from '../text';

/** What a device is; a newer Lorch may know more kinds. */
export const kindWords = (kind: Device['kind']): string => t.devices.kinds[kind] ?? kind;

/** How far a device has come, how fast, and what is left of it. */
export function progressWords({ done, total, per_second: rate }: DeviceProgress): string {
  const seconds = rate > 0 ? Math.ceil((total - done) / rate) : null;
  return [
    t.devices.progress(count(done), count(total)),
    ...(rate > 0 ? [t.devices.perSecond(count(rate))] : []),
    ...(seconds === null || seconds <= 0
      ? []
      : [
          seconds < 90
            ? t.devices.secondsLeft(count(seconds))
            : t.devices.minutesLeft(count(Math.ceil(seconds / 60))),
        ]),
  ].join(' · ');
}

/** The device that just came: by its fingerprint, which no two have. */
export const known = (
  paired: readonly Device[] | undefined,
  one: Pick<Caller, 'fingerprint'> | null,
): Device | undefined => paired?.find(({ fingerprint }) => fingerprint === one?.fingerprint);
