/** What the palette offers for the words that are typed. */
import type { Component } from 'svelte';
import Clock from '@lucide/svelte/icons/clock';
import MonitorSmartphone from '@lucide/svelte/icons/monitor-smartphone';
import Plug from '@lucide/svelte/icons/plug';
import Plus from '@lucide/svelte/icons/plus';
import Rss from '@lucide/svelte/icons/rss';
import Search from '@lucide/svelte/icons/search';
import Zap from '@lucide/svelte/icons/zap';
import {
  api,
  articleKey,
  fetchArticle,
  need,
  queries,
  type Article,
  type Connection,
  type Device,
  type Feed,
  type Hit,
  type Part,
  type Room,
} from '../api';
import { accountName, oneOfSeveral, serviceName } from '../connections/names';
import { pageOf, stands } from '../connections/words';
import { keyboard, toasts } from '../kit';
import { recent } from '../recent';
import { addressOf } from '../records';
import { router } from '../router';
import { keymap } from '../shortcuts';
import { clock, dayShort, t } from '../text';
import { entries, isArea, search } from './entries';
import { best } from './match';

/** One line of the palette. */
export interface Offer {
  id: string;
  icon: Component<{ size?: number; strokeWidth?: number }>;
  /** The room whose colour the icon has. */
  domain?: Room | undefined;
  name: string;
  /** What the words are looked for in, where that is more than the name. */
  words?: string;
  /** The name cut where the words match. */
  parts?: readonly Part[] | undefined;
  note?: string | undefined;
  /** A passage cut where the words match, where the name has none of them. */
  passage?: readonly Part[] | undefined;
  key?: string | undefined;
  /** Names and titles of the person's own. */
  own?: boolean;
  run: () => void;
  /** Opens it in the detail pane of the Timeline. */
  detail?: (() => void) | undefined;
}

/** Lines under one heading. */
export interface Group {
  name: string;
  offers: readonly Offer[];
}

const RECORDS = 8;
const RECENT = 5;
/** While nothing is typed the actions of this screen would bury the rest. */
const ACTIONS = 4;

const inTimeline = (id: string, started: string) => () =>
  router.go(`/timeline?record=${id}&at=${encodeURIComponent(started)}`);

/** The screens. */
function places(): Offer[] {
  return [...entries, search].map((entry) => ({
    id: `go-${entry.room}`,
    icon: entry.icon,
    domain: isArea(entry.room) ? entry.room : undefined,
    name: entry.name,
    note: t.palette.notes[entry.room],
    key: keymap.named(`everywhere.${entry.room}`),
    run: () => router.go(`/${entry.room}`),
  }));
}

/** What can be done: from anywhere, and on the screen that is open. */
function actions(): Offer[] {
  const to = (id: string, name: string, path: string, icon: Offer['icon'] = Plus): Offer => ({
    id,
    icon,
    name,
    run: () => router.go(path),
  });
  const everywhere: Offer[] = [
    to('add', t.palette.addFeed, '/sources?do=add'),
    to('plan', t.planner.quick, '/planner?do=plan'),
    to('import', t.palette.importFile, '/sources?do=import'),
    {
      id: 'refresh',
      icon: Zap,
      name: t.palette.refresh,
      run: () =>
        void need(api.POST('/api/reader/refresh', { body: {} })).catch(() =>
          toasts.fail(t.fault.unreachable),
        ),
    },
    to('connect', t.connections.add, '/sources/connections?do=connect'),
    to('pair', t.pairing.title, '/devices?do=pair'),
    to('join', t.joining.title, '/devices?do=join'),
    to('network', t.palette.network, '/sources/network', Zap),
    to('welcome', t.welcome.title, '/welcome', Zap),
    ...(['appearance', 'keyboard', 'notices', 'backup', 'bin', 'vault', 'history'] as const).map((section) =>
      to(`settings-${section}`, t.palette.settingsOf(t.settings[section].name), `/settings/${section}`, Zap),
    ),
  ];
  const here = [...keyboard.groups]
    .reverse()
    .flatMap((group) => group().bindings)
    .filter(({ does, keys }) => does && !keys.some((key) => key.startsWith('g ') || key === 'Mod+k'))
    .map(({ does = '', keys, run }) => ({
      id: `do-${keys[0]}`,
      icon: Zap,
      name: does,
      key: keys[0],
      run: () => run(new KeyboardEvent('keydown')),
    }));
  return [...everywhere, ...here];
}

function feedOffer(feed: Feed): Offer {
  return {
    id: `feed-${feed.id}`,
    icon: Rss,
    domain: 'reader',
    name: feed.title,
    note: feed.folder,
    own: true,
    run: () => router.go(`/reader?view=all&feed=${feed.id}`),
    detail: () => router.go(`/sources?feed=${feed.id}`),
  };
}

function accountOffer(one: Connection, all: readonly Connection[]): Offer {
  return {
    id: `account-${one.id}`,
    icon: Plug,
    name: accountName(one, all),
    words: `${serviceName(one.service)} ${one.name}`,
    note: [...(oneOfSeveral(one, all) ? [] : [one.name]), stands(one).word].join(' · '),
    own: true,
    run: () => router.go(pageOf(one)),
  };
}

function deviceOffer({ id, name }: Device): Offer {
  return {
    id: `device-${id}`,
    icon: MonitorSmartphone,
    name,
    note: t.rooms.devices,
    own: true,
    run: () => router.go(`/devices?device=${id}`),
  };
}

function articleOffer(article: Article): Offer {
  return {
    id: `recent-${article.id}`,
    icon: Clock,
    domain: 'reader',
    name: article.title || t.reader.untitled,
    note: [t.rooms.reader, article.feed_title, dayShort({ at: article.published }, clock.now)].join(' · '),
    own: true,
    run: () => router.go(`/reader/${article.id}?view=all`),
    detail: inTimeline(article.id, article.published),
  };
}

function hitOffer(hit: Hit): Offer {
  const entry = entries.find(({ room }) => room === hit.room);
  const day = dayShort({ at: hit.started, offset: hit.offset_minutes }, clock.now);
  const inName = hit.title_parts.some((part) => part.matched);
  return {
    id: `hit-${hit.id}`,
    icon: entry?.icon ?? Search,
    domain: hit.room,
    name: hit.title || t.reader.untitled,
    parts: inName ? hit.title_parts : undefined,
    note: inName ? [t.rooms[hit.room], hit.subtitle, day].join(' · ') : day,
    passage: inName ? undefined : hit.text_parts,
    own: true,
    run: () => router.go(addressOf(hit)),
    detail: inTimeline(hit.id, hit.started),
  };
}

/** What stands behind `#`: where things come from. */
export interface Origins {
  feeds: readonly Feed[];
  connections: readonly Connection[];
  devices: readonly Device[];
}

/** The palette while it is open. */
export class Palette {
  words = $state('');
  selected = $state(0);
  /** Milliseconds the last search took. */
  took = $state<number | null>(null);
  failed = $state(false);
  #hits = $state.raw<readonly Hit[]>([]);
  #recent = $state.raw<readonly Article[]>([]);
  #origins: () => Origins;
  #places = places();
  #actions = actions();
  #run = new AbortController();
  /** The answer that is on its way. */
  #answer: Promise<void> = Promise.resolve();

  constructor(origins: () => Origins) {
    this.#origins = origins;
    void this.#remember();
  }

  /** What stands after the sign that narrows it. */
  readonly #plain = $derived(this.words.replace(/^[>#]/, '').trim());

  /** What is offered, under its headings. */
  readonly groups = $derived.by<Group[]>(() => {
    const plain = this.#plain;
    const by = (offers: readonly Offer[]) => best(plain, offers, (offer) => offer.words ?? offer.name);
    const groups: Group[] = this.words.startsWith('>')
      ? [{ name: t.palette.actions, offers: by(this.#actions) }]
      : this.words.startsWith('#')
        ? this.#from(by)
        : [
            { name: t.palette.go, offers: by(this.#places) },
            {
              name: t.palette.actions,
              offers: by(this.#actions).slice(0, plain === '' ? ACTIONS : undefined),
            },
            {
              name: t.palette.recent,
              offers: by(
                this.#recent.filter(({ id }) => !this.#hits.some((hit) => hit.id === id)).map(articleOffer),
              ).slice(0, RECENT),
            },
            {
              name: t.palette.records,
              offers: plain === '' ? [] : [...this.#hits.map(hitOffer), this.#all(plain)],
            },
          ];
    return groups.filter(({ offers }) => offers.length > 0);
  });

  /** All lines, as the arrows walk them. */
  readonly offers = $derived(this.groups.flatMap(({ offers }) => offers));

  /** The words changed: the first line is chosen, and the records are asked for. */
  type(words: string): Promise<void> {
    this.#answer = this.#find(words);
    return this.#answer;
  }

  /** The chosen line. What was found for older words is not what was meant: then the answer is waited for. */
  async meant(): Promise<Offer | undefined> {
    const now = this.offers[this.selected];
    if (!now?.id.startsWith('hit-')) return now;
    await this.#answer;
    return this.offers[this.selected];
  }

  async #find(words: string): Promise<void> {
    this.words = words;
    this.selected = 0;
    this.#run.abort();
    const q = this.#plain;
    if (q === '' || q !== words.trim()) {
      this.#hits = [];
      this.took = null;
      return;
    }
    const run = (this.#run = new AbortController());
    const began = performance.now();
    try {
      const query = { q, order: 'newest' as const, limit: RECORDS };
      const page = await need(api.GET('/api/search', { params: { query }, signal: run.signal }));
      if (run.signal.aborted) return;
      this.#hits = page.items;
      this.took = performance.now() - began;
      this.failed = false;
    } catch {
      if (!run.signal.aborted) this.failed = true;
    }
  }

  /** Chooses the line `by` further, around. */
  step(by: number): void {
    const n = this.offers.length;
    if (n > 0) this.selected = (this.selected + by + n) % n;
  }

  /** Accounts and devices first: they are few, and feeds may be hundreds. */
  #from(by: (offers: readonly Offer[]) => readonly Offer[]): Group[] {
    const { feeds, connections, devices } = this.#origins();
    return [
      { name: t.connections.tab, offers: by(connections.map((one) => accountOffer(one, connections))) },
      { name: t.rooms.devices, offers: by(devices.map(deviceOffer)) },
      { name: t.palette.sources, offers: by(feeds.map(feedOffer)) },
    ];
  }

  #all(words: string): Offer {
    return {
      id: 'all',
      icon: Search,
      name: t.palette.all(words),
      run: () => router.go(`/search?q=${encodeURIComponent(words)}`),
    };
  }

  /** Fetches what was opened last; what is gone is left out. */
  async #remember(): Promise<void> {
    const found = await Promise.all(
      recent.ids.slice(0, RECENT).map((id) =>
        queries
          .ensureQueryData({
            queryKey: articleKey(id),
            queryFn: () => fetchArticle(id),
            meta: { topics: ['articles'] },
          })
          .catch(() => null),
      ),
    );
    this.#recent = found.filter((article) => article !== null);
  }
}
