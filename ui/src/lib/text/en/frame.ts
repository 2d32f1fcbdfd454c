/** What stands around every screen. */
import { many } from './many';

export const rooms = {
  today: 'Today',
  timeline: 'Timeline',
  planner: 'Planner',
  coding: 'Coding',
  listening: 'Listening',
  reader: 'Reader',
  inbox: 'Inbox',
  system: 'System',
  sources: 'Sources',
  devices: 'Devices',
  search: 'Search',
  settings: 'Settings',
  help: 'Help',
};

export const frame = {
  name: 'Lorch',
  title: (screen: string) => `${screen} – Lorch`,
  skip: 'Skip to content',
  navigation: 'Screens',
  areas: 'Areas',
  people: 'People & meaning',
  unread: (n: string) => `${n} unread`,
  more: 'More',
  notices: 'Messages',
  resizeDetail: 'Width of the detail',
  checked: (when: string, feeds: number) => `Checked ${when} · ${many(feeds, 'feed', 'feeds')}`,
  unchecked: (feeds: number) => `${many(feeds, 'feed', 'feeds')}, not checked yet`,
  noFeeds: 'No feeds yet',
  paused: 'Paused: nothing is fetched by itself',
  refreshing: (done: string, total: string) => `Refreshing ${done} of ${total}`,
  needYou: (n: number) => many(n, 'feed needs you', 'feeds need you'),
  asksYou: (name: string) => `${name} needs you`,
  connected: (n: number) => `${many(n, 'source', 'sources')} connected`,
  synced: (when: string, devices: number) => `Synced ${when} · ${many(devices, 'device', 'devices')}`,
  unsynced: (devices: number) => `${many(devices, 'device', 'devices')}, not synced yet`,
  offline: (n: number) => `Offline – ${many(n, 'change waiting', 'changes waiting')}`,
  catchingUp: (device: string) => `Catching up with ${device}`,
  devicesNeed: 'Your devices need you',
  deviceNeeds: (device: string) => `${device} needs you`,
  away: 'Lorch is not answering – trying again',
  back: 'Lorch answers again',
  asking: 'Asking Lorch how things stand',
  lostTitle: 'There is no page at this address',
  lostText: 'It may have been moved, or the address was cut when it was copied.',
  toToday: 'Go to Today',
  brokenTitle: 'This page could not be loaded',
  brokenText: 'Your records are not affected. If Lorch was updated while this page was open, load it again.',
  loadAgain: 'Load again',
};

export const veil = {
  on: 'Names and titles are veiled',
  off: 'Names and titles show again',
  lift: 'Lift the veil',
};

export const fault = {
  unreachable: 'Lorch is not answering',
  unreachableText:
    'Nothing you keep is lost. This page tries again by itself; if Lorch was closed, start it again.',
  unexpected: 'Something went wrong',
};
