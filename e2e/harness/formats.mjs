/** Writes feeds in the formats that are about, and lists of them. */
import { escape } from './content.mjs';

export function atom({ title, site, articles }) {
  const entries = articles.map(
    (article) => `<entry><id>urn:lorch-e2e:${article.id}</id><title>${escape(article.title)}</title>
<link href="${escape(article.link)}"/><author><name>${escape(article.author)}</name></author>
<published>${article.at.toISOString()}</published><updated>${article.at.toISOString()}</updated>
<content type="html">${escape(article.html)}</content></entry>`,
  );
  return `<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><id>urn:lorch-e2e:${escape(title)}</id><title>${escape(title)}</title>
<link href="${site}"/><updated>${articles[0].at.toISOString()}</updated>${entries.join('\n')}</feed>`;
}

export function rss({ title, site, articles }) {
  const items = articles.map(
    (article) => `<item><guid isPermaLink="false">${article.id}</guid><title>${escape(article.title)}</title>
<link>${escape(article.link)}</link><dc:creator>${escape(article.author)}</dc:creator><pubDate>${article.at.toUTCString()}</pubDate>
${article.audio ? `<enclosure url="${article.audio.url}" type="audio/mpeg" length="${article.audio.minutes * 960_000}"/>` : ''}
<content:encoded><![CDATA[${article.html}]]></content:encoded></item>`,
  );
  return `<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>${escape(title)}</title><link>${site}</link><language>en</language><description/>${items.join('\n')}</channel></rss>`;
}

export function json({ title, site, articles }) {
  return JSON.stringify({
    version: 'https://jsonfeed.org/version/1.1',
    title,
    home_page_url: site,
    language: 'en',
    items: articles.map((article) => ({
      id: article.id,
      title: article.title,
      url: article.link,
      authors: [{ name: article.author }],
      date_published: article.at.toISOString(),
      content_html: article.html,
    })),
  });
}

/** An OPML list of `{ title, url, folder }`. */
export function opml(feeds) {
  const line = ({ title, url }) => `<outline type="rss" text="${escape(title)}" xmlUrl="${escape(url)}"/>`;
  const folders = [...new Set(feeds.map((feed) => feed.folder))].map((folder) => {
    const lines = feeds.filter((feed) => feed.folder === folder).map(line).join('\n');
    return folder ? `<outline text="${escape(folder)}">${lines}</outline>` : lines;
  });
  return `<?xml version="1.0"?><opml version="2.0"><head><title>Feeds</title></head><body>${folders.join('\n')}</body></opml>`;
}
