/** The real window: `lorch-desktop`, steered by WebKitWebDriver. */
import { childrenOf, desktop, lives } from './programs.mjs';
import { png } from './png.mjs';
import { Screen } from './screen.mjs';
import { until } from './until.mjs';
import { WebDriver } from './webdriver.mjs';

export class Window extends Screen {
  /** Opens the window on the profile of `place` and waits until a page is in it. */
  static async open(place, x11) {
    const window = new Window();
    window.x11 = x11;
    window.driver = await WebDriver.open(desktop, [], place.env);
    window.pid = await until('lorch-desktop runs', () => childrenOf(window.driver.program.pid)[0]);
    await until('the window shows a page', () => window.ask(() => document.querySelector('main h1') !== null));
    return window;
  }

  ask(body, ...args) {
    return this.driver.execute(String(body), args);
  }
  hold(body, ...args) {
    return this.driver.element(String(body), args);
  }
  clickOn(element) {
    return this.driver.click(element);
  }
  async press(...keys) {
    for (const key of keys) await this.driver.press(key);
  }
  type(text) {
    return this.driver.type(text);
  }

  /** Gives a file to the page's file field. */
  async chooseFile(path) {
    await this.driver.sendKeys(await this.hold(() => document.querySelector('input[type=file]')), path);
  }

  /** Our windows on the display, as X sees them. */
  async frames() {
    return (await this.x11.windows()).filter((frame) => frame.name === 'Lorch');
  }

  async frame() {
    return until('the window is on the display', async () => (await this.frames()).find((frame) => frame.pid === this.pid));
  }

  /** What is painted there, as a PNG. */
  async picture() {
    const frame = await this.frame();
    return png(await this.x11.pixels(frame), frame.width, frame.height);
  }

  /** Closes it as a person does, and waits until the process is gone. */
  async close() {
    await this.x11.requestClose((await this.frame()).id);
    await this.gone();
  }

  /** Ends it without a word. */
  async kill() {
    process.kill(this.pid, 'SIGKILL');
    await this.gone();
  }

  /** Waits until the process is gone. */
  async gone() {
    await until('lorch-desktop is gone', () => !lives(this.pid));
    await this.driver.close();
  }
}
