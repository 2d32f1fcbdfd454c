/** An article that tries everything to run a script or to reach out. */

/** Its words that must survive the cleaning. */
export const survivor = 'The harmless paragraph after the attack';

/** Every attempt calls `/canary/<name>` on the feed server and sets `window.canary`. */
export function hostileArticle(base, at) {
  const strike = (name) => `window.canary=1;top.canary=1;fetch('${base}/canary/${name}');new Image().src='${base}/canary/${name}-image'`;
  const inAttribute = (name) => strike(name).replace(/"/g, '&quot;');
  const document = (name) => `<script>${strike(name)}</script>`.replace(/"/g, '&quot;').replace(/</g, '&lt;');
  const encoded = (name) => Buffer.from(`<script>${strike(name)}</script>`).toString('base64');
  const attempts = [
    `<script>${strike('script')}</script>`,
    `<script src="${base}/canary/script-src"></script>`,
    `<img src="x:" onerror="${inAttribute('onerror')}">`,
    `<img src=x onerror=${strike('bare').replace(/[\s>]/g, '')}>`,
    `<p onmouseover="${inAttribute('hover')}" onclick="${inAttribute('click')}" style="background:url(${base}/canary/style)">Touch me</p>`,
    `<a href="javascript:${inAttribute('link')}">A link that is a script</a>`,
    `<a href="jAvA&#10;script:${inAttribute('link-newline')}">Another</a>`,
    `<a href="data:text/html;base64,${encoded('data')}">Data</a>`,
    `<iframe src="${base}/canary/iframe"></iframe>`,
    `<iframe srcdoc="${document('srcdoc')}"></iframe>`,
    `<svg onload="${inAttribute('svg')}"><script>${strike('svg-script')}</script><animate onbegin="${inAttribute('animate')}" attributeName="x" dur="1s"/></svg>`,
    `<svg><foreignObject><iframe srcdoc="${document('foreign')}"></iframe></foreignObject></svg>`,
    `<noscript><p title="</noscript><img src=x onerror=${inAttribute('noscript')}>"></noscript>`,
    `<object data="${base}/canary/object"></object><embed src="${base}/canary/embed">`,
    `<link rel="stylesheet" href="${base}/canary/sheet"><style>@import url(${base}/canary/import);</style>`,
    `<meta http-equiv="refresh" content="0;url=${base}/canary/refresh"><base href="${base}/canary/base/">`,
    `<form action="${base}/canary/form"><button autofocus onfocus="${inAttribute('focus')}">Send</button></form>`,
    `<video src="${base}/canary/video" autoplay onloadstart="${inAttribute('video-event')}"></video><audio src="${base}/canary/audio" autoplay></audio>`,
    `<details open ontoggle="${inAttribute('toggle')}"><summary>More</summary></details>`,
    `<input autofocus onfocus="${inAttribute('input')}"><select autofocus onfocus="${inAttribute('select')}"></select>`,
    `<p id="app" class="frame">${survivor}</p>`,
    `<p>A link outside: <a href="https://outside.example/page?utm_source=feed" onclick="${inAttribute('outside')}">outside.example</a></p>`,
    // Last, as it leaves a comment open.
    `<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=x onerror=&quot;${strike('mathml')}&quot;&gt;">`,
  ];
  return {
    id: 'hostile',
    title: `Hostile <img src=x onerror="${strike('title')}"> article`,
    author: `<script>${strike('author')}</script>`,
    at,
    link: `javascript:${strike('article-link')}`,
    html: attempts.join('\n'),
  };
}
