/** Chromium, for what `lorch serve` serves. */
import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { Screen } from './screen.mjs';
import { until } from './until.mjs';

const program = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
  (path) => path && existsSync(path),
);
const flags = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync',
];

/** Starts Chromium; it makes a fresh folder for itself. */
export function openChromium() {
  if (!program) throw new Error('no Chromium found: install the package chromium, or name one in CHROMIUM');
  return chromium.launch({ executablePath: program, args: flags });
}

/** One tab in a context of its own. */
export class Tab extends Screen {
  /** What the page complained of: console errors, uncaught errors, breaches of the content policy. */
  complaints = [];

  static async open(browser, { width = 1360, height = 860, theme = 'light', ...more } = {}) {
    const tab = new Tab();
    tab.context = await browser.newContext({
      viewport: { width, height },
      colorScheme: theme,
      locale: 'en-GB',
      timezoneId: 'Europe/Berlin',
      reducedMotion: 'reduce',
      ...more,
    });
    tab.page = await tab.context.newPage();
    tab.page.on('console', (message) => message.type() === 'error' && tab.complaints.push(message.text()));
    tab.page.on('pageerror', (error) => tab.complaints.push(String(error)));
    await tab.page.addInitScript(() => {
      window.breaches = [];
      document.addEventListener('securitypolicyviolation', (event) => {
        window.breaches.push(`${event.effectiveDirective} ${event.blockedURI}`);
      });
    });
    return tab;
  }

  /** Opens an address and waits for the first heading. */
  async visit(address) {
    await this.page.goto(address);
    await until('a page is shown', () => this.ask(() => document.querySelector('main h1') !== null));
  }

  /** Opens a one-time link and waits until the page is signed in. */
  async signIn(link) {
    await this.page.goto(link);
    await until('the link signs in', () => this.ask(() => document.querySelector('nav[aria-label=Screens], [aria-label="First steps"]') !== null));
  }

  /** Breaches of the content policy since the page was loaded. */
  breaches() {
    return this.ask(() => window.breaches);
  }

  ask(body, ...args) {
    return this.page.evaluate(`(${body})(...${JSON.stringify(args)})`);
  }
  async hold(body, ...args) {
    return (await this.page.evaluateHandle(`(${body})(...${JSON.stringify(args)})`)).asElement();
  }
  clickOn(element) {
    return element.click({ timeout: 5000 });
  }
  async press(...keys) {
    for (const key of keys) await this.page.keyboard.press(key);
  }
  type(text) {
    return this.page.keyboard.type(text);
  }
  async chooseFile(path) {
    await this.page.setInputFiles('input[type=file]', path);
  }
  picture() {
    return this.page.screenshot({ animations: 'disabled' });
  }
  close() {
    return this.context.close();
  }
}
