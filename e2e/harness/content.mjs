/** The invented feeds of `e2e/content`: a title, a site, a folder, then articles. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(import.meta.dirname, '../content');
const HOUR = 3_600_000;

/** Reads every file: `{ slug, title, site, folder, articles: [{ id, title, author, at, audio, html, link }] }`. */
export function inventedFeeds(now = new Date()) {
  return readdirSync(folder).sort().map((file) => parse(file.replace('.txt', ''), readFileSync(join(folder, file), 'utf8'), now));
}

function parse(slug, text, now) {
  const [head, ...articles] = text.split(/^# /m);
  const [title, site, folder] = head.trim().split('\n');
  return { slug, title, site, folder, articles: articles.map((article) => parseArticle(site, article, now)) };
}

function parseArticle(site, text, now) {
  const [title, by, ...rest] = text.trim().split('\n');
  const [author, when] = by.split(' | ');
  const audio = /^audio (\d+) min$/.exec(rest[0] ?? '');
  const id = title.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  const paragraphs = rest.slice(audio ? 1 : 0).join('\n').trim().split(/\n\n+/);
  return {
    id,
    title,
    author,
    at: moment(when, now),
    link: `${site}/${id}`,
    audio: audio && { url: `${site}/audio/${id}.mp3`, minutes: Number(audio[1]) },
    html: paragraphs.map((words) => (words.startsWith('> ') ? `<blockquote><p>${escape(words.slice(2))}</p></blockquote>` : `<p>${escape(words)}</p>`)).join('\n'),
  };
}

/** `today -2h`, `today -25m`, or `-3 06:45`: three days ago at a quarter to seven. */
function moment(when, now) {
  const ago = /^today -(\d+)([hm])$/.exec(when);
  if (ago) return new Date(now - Number(ago[1]) * (ago[2] === 'h' ? HOUR : HOUR / 60));
  const [days, clock] = when.split(' ');
  const day = new Date(now.getTime() + Number(days) * 24 * HOUR).toISOString().slice(0, 10);
  return new Date(`${day}T${clock}:00Z`);
}

export function escape(text) {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/"/g, '&quot;');
}
