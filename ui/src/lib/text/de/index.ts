/** Jeder Satz der Oberfläche auf Deutsch. Schlicht, kurz, mit Du; ein Fehler sagt, was geschah, dann was zu tun ist. */
import type { Catalogue } from '../en';
import { background } from './background';
import { coding } from './coding';
import { common } from './common';
import { connections } from './connections';
import { devices, joining, pairing } from './devices';
import { edits } from './edits';
import { fault, frame, rooms, veil } from './frame';
import { help } from './help';
import { inbox, notices } from './inbox';
import { keys, palette } from './keys';
import { listening } from './listening';
import { planner } from './planner';
import { plans } from './plans';
import { problem } from './problems';
import { reader } from './reader';
import { search } from './search';
import { settings } from './settings';
import { signin } from './signin';
import { sources } from './sources';
import { system } from './system';
import { timeline } from './timeline';
import { today } from './today';
import { trouble } from './trouble';
import { welcome } from './welcome';

export const de: Catalogue = {
  ...common,
  problem,
  rooms,
  frame,
  keys,
  palette,
  veil,
  fault,
  help,
  today,
  timeline,
  planner,
  plans,
  reader,
  inbox,
  notices,
  coding,
  listening,
  connections,
  sources,
  system,
  edits,
  settings,
  devices,
  pairing,
  joining,
  trouble,
  search,
  signin,
  welcome,
  background,
};
