/** A client of WebKitWebDriver, for as much of the protocol as the stories need. */
import { createServer } from 'node:net';
import { Program } from './programs.mjs';
import { until } from './until.mjs';

const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf';
const KEYS = {
  Enter: '\uE007', Escape: '\uE00C', Tab: '\uE004', Control: '\uE009', Shift: '\uE008', Alt: '\uE00A',
  ArrowUp: '\uE013', ArrowDown: '\uE015', ArrowLeft: '\uE012', ArrowRight: '\uE014', ' ': ' ',
};

async function freePort() {
  const server = createServer();
  await new Promise((resume) => server.listen(0, '127.0.0.1', resume));
  const { port } = server.address();
  await new Promise((resume) => server.close(resume));
  return port;
}

export class WebDriver {
  /** Starts a driver of our own (one takes one session) and lets it open `binary`. */
  static async open(binary, args, env) {
    const port = await freePort();
    const driver = new WebDriver();
    // The variable reaches the program that the driver starts and is what makes it steerable.
    driver.program = new Program('WebKitWebDriver', [`--port=${port}`], { env: { ...env, TAURI_WEBVIEW_AUTOMATION: 'true' } });
    driver.base = `http://127.0.0.1:${port}`;
    await until('WebKitWebDriver answers', async () => (await fetch(`${driver.base}/status`)).ok);
    // No browserName: the driver knows only those it was built for.
    const options = { 'webkitgtk:browserOptions': { binary, args } };
    const session = await driver.call('POST', '/session', { capabilities: { alwaysMatch: options } });
    driver.session = `/session/${session.sessionId}`;
    await driver.call('POST', `${driver.session}/timeouts`, { script: 30_000 });
    return driver;
  }

  async call(method, path, body) {
    const reply = await fetch(this.base + path, {
      method,
      ...(method === 'POST' ? { body: JSON.stringify(body ?? {}) } : {}),
      signal: AbortSignal.timeout(40_000),
    });
    const { value } = await reply.json();
    if (!reply.ok) throw new Error(`${value?.error}: ${value?.message}`);
    return value;
  }

  post(path, body) {
    return this.call('POST', this.session + path, body);
  }

  /** Runs a function in the page and waits for what it returns. */
  async execute(body, args) {
    const script = `const done = arguments[arguments.length - 1]; const args = [...arguments].slice(0, -1);
      (async () => (${body})(...args))().then((value) => done({ value }), (error) => done({ error: String(error) }));`;
    const answer = await this.post('/execute/async', { script, args });
    if (answer?.error) throw new Error(answer.error);
    return answer?.value;
  }

  /** Runs a function that returns an element, or nothing. */
  async element(body, args) {
    const found = await this.post('/execute/sync', { script: `return (${body})(...arguments)`, args });
    return found?.[ELEMENT] ?? null;
  }

  click(element) {
    return this.post(`/element/${element}/click`);
  }

  sendKeys(element, text) {
    return this.post(`/element/${element}/value`, { text });
  }

  /** Presses `j`, `Control+k`, `Enter`. */
  async press(keys) {
    const names = keys === '+' ? ['+'] : keys.split('+');
    const values = names.map((name) => KEYS[name] ?? name);
    const actions = [
      ...values.map((value) => ({ type: 'keyDown', value })),
      ...values.reverse().map((value) => ({ type: 'keyUp', value })),
    ];
    await this.post('/actions', { actions: [{ type: 'key', id: 'keyboard', actions }] });
  }

  /** Types text, letter by letter, into whatever has the focus. */
  async type(text) {
    const actions = [...text].flatMap((value) => [{ type: 'keyDown', value }, { type: 'keyUp', value }]);
    await this.post('/actions', { actions: [{ type: 'key', id: 'keyboard', actions }] });
  }

  async screenshot() {
    return Buffer.from(await this.call('GET', `${this.session}/screenshot`), 'base64');
  }

  close() {
    return this.program.stop('SIGKILL');
  }
}
