/** A tiny X11 client: what is on the display, and what a window manager would do to a window. No tool has to be installed for it. */
import { connect } from 'node:net';
import { once } from 'node:events';

const VIEWABLE = 2;

export class X11 {
  #socket;
  #buffer = Buffer.alloc(0);
  #wanted = null;
  #atoms = new Map();

  /** Connects to a display named like `:7`. */
  static async open(display) {
    const x = new X11();
    x.#socket = connect(`/tmp/.X11-unix/X${display.slice(1)}`);
    await once(x.#socket, 'connect');
    x.#socket.on('data', (bytes) => x.#hear(bytes));
    x.#socket.write(Buffer.from([0x6c, 0, 11, 0, 0, 0, 0, 0, 0, 0, 0, 0]));
    const hello = await x.#take((buffer) => buffer.length >= 8 && 8 + buffer.readUInt16LE(6) * 4);
    if (hello[0] !== 1) throw new Error('the display refused us');
    const screen = 40 + ((hello.readUInt16LE(24) + 3) & ~3) + hello[29] * 8;
    x.root = hello.readUInt32LE(screen);
    x.size = { width: hello.readUInt16LE(screen + 20), height: hello.readUInt16LE(screen + 22) };
    return x;
  }

  close() {
    this.#socket.destroy();
  }

  /** Windows that can be seen: `{ id, name, pid, x, y, width, height }`. */
  async windows() {
    const tree = await this.#ask(15, 0, this.root);
    const ids = Array.from({ length: tree.readUInt16LE(16) }, (_, index) => tree.readUInt32LE(32 + index * 4));
    const found = [];
    for (const id of ids) {
      // A window may go away while we look at it.
      const attributes = await this.#ask(3, 0, id).catch(() => null);
      if (attributes?.[26] !== VIEWABLE) continue;
      const at = await this.#ask(14, 0, id);
      const pid = (await this.#property(id, '_NET_WM_PID')).at(0);
      found.push({
        id,
        pid,
        name: Buffer.from(await this.#property(id, 'WM_NAME')).toString(),
        x: at.readInt16LE(12),
        y: at.readInt16LE(14),
        width: at.readUInt16LE(16),
        height: at.readUInt16LE(18),
      });
    }
    return found;
  }

  /** Moves and resizes, as a person does by its frame. */
  async place(id, { x, y, width, height }) {
    this.#send(12, 0, id, 0b1111, x, y, width, height);
    await this.#ask(14, 0, id);
  }

  /** Asks the window to close, as the cross in its frame does. */
  async requestClose(id) {
    const [protocols, close] = [await this.#atom('WM_PROTOCOLS'), await this.#atom('WM_DELETE_WINDOW')];
    const event = Buffer.alloc(32);
    event[0] = 33;
    event[1] = 32;
    [id, protocols, close].forEach((value, index) => event.writeUInt32LE(value, 4 + index * 4));
    this.#send(25, 0, id, 0, ...Array.from({ length: 8 }, (_, index) => event.readUInt32LE(index * 4)));
    await this.#ask(14, 0, this.root);
  }

  /** The pixels of a part of the screen: four bytes each, blue first. */
  async pixels({ x, y, width, height }) {
    const reply = await this.#ask(73, 2, this.root, (x & 0xffff) | (y << 16), width | (height << 16), 0xffffffff);
    return reply.subarray(32, 32 + width * height * 4);
  }

  async #property(window, name) {
    const reply = await this.#ask(20, 0, window, await this.#atom(name), 0, 0, 64).catch(() => null);
    if (!reply) return [];
    const [format, length] = [reply[1], reply.readUInt32LE(16)];
    if (format === 32) return Array.from({ length }, (_, index) => reply.readUInt32LE(32 + index * 4));
    return [...reply.subarray(32, 32 + length)];
  }

  async #atom(name) {
    if (!this.#atoms.has(name)) {
      const padded = Buffer.alloc((name.length + 3) & ~3);
      padded.write(name);
      const words = Array.from({ length: padded.length / 4 }, (_, index) => padded.readUInt32LE(index * 4));
      this.#atoms.set(name, (await this.#ask(16, 0, name.length, ...words)).readUInt32LE(8));
    }
    return this.#atoms.get(name);
  }

  #send(opcode, detail, ...words) {
    const request = Buffer.alloc(4 + words.length * 4);
    request[0] = opcode;
    request[1] = detail;
    request.writeUInt16LE(1 + words.length, 2);
    words.forEach((word, index) => request.writeUInt32LE(word >>> 0, 4 + index * 4));
    this.#socket.write(request);
  }

  async #ask(opcode, detail, ...words) {
    this.#send(opcode, detail, ...words);
    const reply = await this.#take((buffer) => buffer.length >= 32 && 32 + (buffer[0] === 1 ? buffer.readUInt32LE(4) * 4 : 0));
    if (reply[0] === 0) throw new Error(`X error ${reply[1]} for request ${opcode}`);
    // We ask for no events, but some (a changed keyboard) are sent to everyone.
    return reply[0] === 1 ? reply : this.#take((buffer) => buffer.length >= 32 && 32 + buffer.readUInt32LE(4) * 4);
  }

  #take(lengthOf) {
    return new Promise((resume) => {
      this.#wanted = { lengthOf, resume };
      this.#hear(Buffer.alloc(0));
    });
  }

  #hear(bytes) {
    this.#buffer = Buffer.concat([this.#buffer, bytes]);
    const length = this.#wanted?.lengthOf(this.#buffer);
    if (!length || this.#buffer.length < length) return;
    const { resume } = this.#wanted;
    this.#wanted = null;
    const message = this.#buffer.subarray(0, length);
    this.#buffer = this.#buffer.subarray(length);
    resume(message);
  }
}
