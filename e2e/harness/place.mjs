/** A fresh place to live for one story: profile, home and runtime folder, and the programs on it. */
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lorch, Program } from './programs.mjs';
import { holds } from './until.mjs';

export class Place {
  constructor(display, env = {}) {
    this.folder = mkdtempSync(join(tmpdir(), 'lorch-e2e-'));
    this.profile = join(this.folder, 'profile');
    const at = (name) => {
      const path = join(this.folder, name);
      mkdirSync(path, { mode: 0o700 });
      return path;
    };
    const bin = at('bin');
    this.openedFile = join(this.folder, 'opened');
    // What the system would do with a link that leaves Lorch: here it is only written down.
    writeFileSync(join(bin, 'xdg-open'), `#!/bin/sh\nprintf '%s\\n' "$1" >>'${this.openedFile}'\n`);
    chmodSync(join(bin, 'xdg-open'), 0o755);
    this.env = {
      PATH: `${bin}:${process.env.PATH}`,
      HOME: at('home'),
      XDG_RUNTIME_DIR: at('run'),
      XDG_DATA_HOME: at('data'),
      XDG_STATE_HOME: at('state'),
      XDG_CACHE_HOME: at('cache'),
      XDG_CONFIG_HOME: at('config'),
      LORCH_PROFILE: this.profile,
      DISPLAY: display,
      LANG: 'C.UTF-8',
      TZ: 'Europe/Berlin',
      // No session bus: GLib would start one, and half a desktop with it.
      DBUS_SESSION_BUS_ADDRESS: 'disabled:',
      NO_AT_BRIDGE: '1',
      ...env,
    };
  }

  /** Links that were opened outside of Lorch. */
  get opened() {
    try {
      return readFileSync(this.openedFile, 'utf8').split('\n').filter(Boolean);
    } catch {
      return [];
    }
  }

  /** Starts `lorch` with these arguments. */
  start(...args) {
    return new Program(lorch, args, { env: this.env });
  }

  /** Runs `lorch` to its end; it must succeed. Returns what it printed. */
  async run(...args) {
    const program = this.start(...args);
    const code = await program.leaves(40_000);
    holds(code === 0, `lorch ${args.join(' ')} ended with ${code}: ${program.err}${program.out}`);
    return program.out;
  }

  /** The JSON lines that a command prints. */
  async ask(...args) {
    const out = await this.run(...args, '--json');
    return out.split('\n').filter(Boolean).map((line) => JSON.parse(line));
  }

  /**
   * Serves the profile to browsers; returns the program with `address` and one-time `link`.
   * `on` is the command by which it is started somewhere else, such as on a computer of a network.
   */
  async serve(on = []) {
    const [command, ...args] = [...on, lorch, 'serve', '--port', '0'];
    const program = new Program(command, args, { env: this.env });
    const [link] = await program.prints(/http:\/\/127\.0\.0\.1:\d+\/#code=\S+/);
    return Object.assign(program, { link, address: new URL(link).origin });
  }

  /** Another one-time link of the server that runs. */
  async link() {
    return /http\S+#code=\S+/.exec(await this.run('serve', '--link'))[0];
  }

  write(name, text) {
    const path = join(this.folder, name);
    writeFileSync(path, text);
    return path;
  }

  remove() {
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
