/** A feed that brings only the beginning of each article, and the pages with the whole of it. */

/** What stands around the text of a page, and is no part of it. */
export const surroundings = ['Home · Tides · Boats · About us', 'Buy nine candles and pay for eight', 'Written with a pencil since 1987'];

const articles = [
  {
    id: 'ferry-bell',
    title: 'The bell that stops a ferry',
    hours: 2,
    beginning: 'On the east quay hangs a bell that nobody may ring twice.',
    text: [
      'Ring it once and the ferryman looks up. Ring it a second time and he casts off without you, which has happened to two bishops and a brass band.',
      'The rule is older than the timetable. It was made in the winter when the harbour froze from both sides, and the only open water was the width of the boat.',
      'Since then the bell has been recast three times, always from the same metal, and each time it came out a little flatter. The ferrymen say that they hear the difference; the tuner of the church organ says that they do not.',
    ],
  },
  {
    id: 'chalk-marks',
    title: 'Reading the chalk on a lock gate',
    hours: 5,
    beginning: 'Every keeper writes the level of the water where the next one will see it.',
    text: [
      'A stroke is a hand, a cross is five of them, and a circle means that the keeper was not sure and would like somebody else to look.',
      'On the gate at the old basin there are marks under marks, washed thin by forty winters. When the sun stands low in February one can read the flood of a year in which nobody had paper to spare.',
      'The new gauge sends its figures by radio. The keepers look at it, nod, and reach for the chalk all the same, because chalk has never asked them for a password.',
    ],
  },
  {
    id: 'slack-water',
    title: 'The length of slack water',
    hours: 7,
    beginning: 'Twice a day the river forgets which way it was going.',
    text: [
      'Above the bridge it stands still for as long as it takes to boil an egg, below the bridge for as long as it takes to eat it.',
      'Children float a cork to find the moment. Grown people look at their watches, and miss it by a quarter of an hour.',
    ],
  },
  {
    id: 'empty-page',
    title: 'A page of pictures',
    hours: 8,
    beginning: 'Twelve pictures of fog.',
    text: [],
  },
];

/** The feed: each article is one paragraph and leads to its page on `base`. */
export const beginnings = (base, now) => ({
  title: 'The Towpath Gazette',
  site: base,
  articles: articles.map(({ id, title, hours, beginning }) => ({
    id,
    title,
    author: 'Nele Brandt',
    at: new Date(now - hours * 3_600_000),
    link: `${base}/${pathOf(id)}`,
    html: `<p>${beginning}</p>`,
  })),
});

/** Each page with its path. */
export const pages = articles.map(({ id, title, beginning, text }) => {
  const [menu, offer, foot] = surroundings;
  const words = [beginning, ...text].map((paragraph) => `<p>${paragraph}</p>`).join('\n');
  const body = text.length > 0 ? `<article><h1>${title}</h1>${words}</article>` : '<figure><figcaption>Fog</figcaption></figure>';
  return {
    path: `/${pathOf(id)}`,
    html: `<!doctype html><html lang="en"><head><title>${title} – The Towpath Gazette</title></head><body>
<nav><ul><li><a href="/">${menu}</a></li></ul></nav><main>${body}</main>
<aside class="advertisement"><p>${offer}</p></aside><footer><p>${foot}</p></footer></body></html>`,
  };
});

function pathOf(id) {
  return `pages/${id}.html`;
}
