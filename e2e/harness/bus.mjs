/** A session bus of our own, and a panel on it that shows tray icons (StatusNotifierWatcher and host in one). */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Message, MessageType, sessionBus, Variant } from '@jellybrick/dbus-next';
import { Program } from './programs.mjs';
import { until } from './until.mjs';

const WATCHER = 'org.kde.StatusNotifierWatcher';
const ITEM = 'org.kde.StatusNotifierItem';
const MENU = 'com.canonical.dbusmenu';

/** A bus that nobody else is on. */
export class Bus {
  static async open() {
    const bus = new Bus();
    bus.folder = mkdtempSync(join(tmpdir(), 'lorch-bus-'));
    bus.daemon = new Program('dbus-daemon', ['--session', '--nofork', '--print-address', `--address=unix:path=${bus.folder}/bus`]);
    [bus.address] = await bus.daemon.prints(/unix:path=\S+/);
    bus.connection = sessionBus({ busAddress: bus.address });
    await new Promise((resume, refuse) => bus.connection.once('connect', resume).once('error', refuse));
    return bus;
  }

  /** Calls a method and answers what it returns. */
  async call(destination, path, iface, member, signature = '', body = []) {
    const reply = await this.connection.call(new Message({ destination, path, interface: iface, member, signature, body }));
    return reply?.body ?? [];
  }

  async property(destination, path, iface, name) {
    const [value] = await this.call(destination, path, 'org.freedesktop.DBus.Properties', 'Get', 'ss', [iface, name]);
    return value.value;
  }

  emit(path, iface, member, signature, body) {
    this.connection.send(Message.newSignal(path, iface, member, signature, body));
  }

  async close() {
    this.connection.disconnect();
    await this.daemon.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** A panel with a tray. */
export class Panel {
  /** Icons that registered: who, and where. */
  items = [];
  #answers = (message) => this.#answer(message);

  static async open(bus) {
    const panel = new Panel();
    panel.bus = bus;
    bus.connection.addMethodHandler(panel.#answers);
    await bus.connection.requestName(WATCHER);
    return panel;
  }

  #answer(message) {
    if (message.path !== '/StatusNotifierWatcher') return false;
    const reply = (signature = '', body = []) => {
      this.bus.connection.send(Message.newMethodReturn(message, signature, body));
      return true;
    };
    const properties = {
      IsStatusNotifierHostRegistered: new Variant('b', true),
      RegisteredStatusNotifierItems: new Variant('as', []),
      ProtocolVersion: new Variant('i', 0),
    };
    switch (message.member) {
      case 'RegisterStatusNotifierItem':
        this.items.push({ name: message.sender, path: message.body[0] });
        return reply();
      case 'RegisterStatusNotifierHost':
        return reply();
      case 'Get':
        return reply('v', [properties[message.body[1]]]);
      case 'GetAll':
        return reply('a{sv}', [properties]);
      default:
        return message.type === MessageType.METHOD_CALL && reply();
    }
  }

  /** The newest icon that is there. */
  async icon() {
    return until('the icon is in the tray', () => this.items.at(-1));
  }

  /** The words beside the icon. */
  async badge() {
    const { name, path } = await this.icon();
    return this.bus.property(name, path, ITEM, 'XAyatanaLabel');
  }

  /** The lines of the menu: number, words, whether it can be clicked, whether it is ticked. */
  async menu() {
    const { name, path } = await this.icon();
    const at = await this.bus.property(name, path, ITEM, 'Menu');
    const [, layout] = await this.bus.call(name, at, MENU, 'GetLayout', 'iias', [0, -1, []]);
    const lines = layout[2].map(({ value: [id, properties] }) => ({
      at, name, id,
      text: properties.label?.value ?? '',
      enabled: properties.enabled?.value ?? true,
      ticked: properties['toggle-state']?.value === 1,
    }));
    return lines.filter(({ text }) => text !== '');
  }

  /** Waits for the line with these words. */
  line(words) {
    return until(`the tray's menu says “${words}”`, async () => (await this.menu()).find(({ text }) => text.includes(words)));
  }

  /** Clicks the line with these words. */
  async click(words) {
    const { name, at, id } = await this.line(words);
    await this.bus.call(name, at, MENU, 'Event', 'isvu', [id, 'clicked', new Variant('i', 0), 0]);
  }

  /** Ends it, as a panel that crashes. */
  async close() {
    this.bus.connection.removeMethodHandler(this.#answers);
    await this.bus.connection.releaseName(WATCHER);
    this.items = [];
  }
}
