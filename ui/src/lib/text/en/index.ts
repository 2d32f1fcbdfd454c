/** Every sentence of the UI in English. Plain, short, second person; a fault says what happened, then what to do. */
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

/** What a fault of the core says instead of its own English, by its stable word: what happened, what to do. */
type Says = (code: string) => readonly [title: string, hint?: string] | undefined;
const problem: Says = () => undefined;

export const en = {
  problem,
  ...common,
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

/** What every language has to say, and with which figures and names. */
export type Catalogue = typeof en;
