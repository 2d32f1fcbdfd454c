/** What shows notices on a bus of our own (org.freedesktop.Notifications): it keeps what it was asked to show, and clicks. */
import { Message } from '@jellybrick/dbus-next';
import { until } from './until.mjs';

const NAME = 'org.freedesktop.Notifications';
const PATH = '/org/freedesktop/Notifications';

export class Notices {
  /** What is shown: number, title, text, and the words of the buttons by what they do. */
  shown = [];
  #number = 0;

  static async open(bus) {
    const notices = new Notices();
    notices.bus = bus;
    bus.connection.addMethodHandler((message) => notices.#answer(message));
    await bus.connection.requestName(NAME);
    return notices;
  }

  #answer(message) {
    if (message.path !== PATH) return false;
    const reply = (signature = '', body = []) => {
      this.bus.connection.send(Message.newMethodReturn(message, signature, body));
      return true;
    };
    switch (message.member) {
      case 'GetCapabilities':
        return reply('as', [['actions', 'body', 'persistence']]);
      case 'GetServerInformation':
        return reply('ssss', ['notices', 'lorch', '1', '1.2']);
      case 'Notify': {
        const [, replaces, , title, text, actions] = message.body;
        const id = replaces || ++this.#number;
        const buttons = Object.fromEntries(actions.flatMap((word, at) => (at % 2 ? [] : [[word, actions[at + 1]]])));
        this.shown = [...this.shown.filter((one) => one.id !== id), { id, title, text, buttons }];
        return reply('u', [id]);
      }
      case 'CloseNotification':
        this.#closed(message.body[0], 3);
        return reply();
      default:
        return reply();
    }
  }

  /** Waits until one with this title is shown. */
  titled(title) {
    return until(`a notice “${title}” is shown`, () => this.shown.find((one) => one.title === title), { within: 90_000 });
  }

  /** Clicks a button of the one with this title. */
  async click(title, word) {
    const { id } = await this.titled(title);
    this.bus.emit(PATH, NAME, 'ActionInvoked', 'us', [id, word]);
    this.#closed(id, 2);
  }

  #closed(id, why) {
    this.shown = this.shown.filter((one) => one.id !== id);
    this.bus.emit(PATH, NAME, 'NotificationClosed', 'uu', [id, why]);
  }
}
