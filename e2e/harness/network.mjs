/**
 * A network of our own: computers in network namespaces, and between them a switch whose cables can be pulled.
 *
 *     desk ── cable ──┐            ┌── cable ── attic
 *      10.77.0.1      └── switch ──┘      10.77.0.2
 *
 * Nobody needs to be root for it: all of it lies in a user namespace.
 */
import { Program } from './programs.mjs';
import { until } from './until.mjs';

/** The switch has an address too: the way out of the network, as every computer believes. */
const GATEWAY = '10.77.0.254';

/** This system permits no such network; the message is what it said. */
export class NotPermitted extends Error {}

export class Network {
  #switch;
  #computers = new Map();

  /** A network of computers with these names; nobody outside of it can be reached, or reaches them. */
  static async open(...names) {
    const network = new Network();
    network.#switch = await hold('unshare', '--user', '--map-root-user', '--net');
    try {
      await ip(network.#switch, 'link add switch type bridge');
      for (const name of names) await network.#join(name);
    } catch (error) {
      throw new NotPermitted(error.message);
    }
    await ip(network.#switch, `addr add ${GATEWAY}/24 dev switch`);
    await ip(network.#switch, 'link set switch up');
    for (const [index, name] of names.entries()) await network.turnOn(name, `10.77.0.${index + 1}`);
    return network;
  }

  /** The command that runs another one on this computer. */
  on(name) {
    return enter(this.#computers.get(name));
  }

  /** Pulls the cable of a computer out of the switch. */
  pull(name) {
    return ip(this.#switch, `link set ${name} down`);
  }

  /** Puts it back. */
  plug(name) {
    return ip(this.#switch, `link set ${name} up`);
  }

  /** Turns the computer's own interface off: address and routes are gone with it. */
  async turnOff(name) {
    await ip(this.#computers.get(name), 'link set wire down');
    await ip(this.#computers.get(name), 'addr flush dev wire');
  }

  /** Turns it on, with this address. */
  async turnOn(name, address) {
    await ip(this.#computers.get(name), `addr add ${address}/24 dev wire`);
    await ip(this.#computers.get(name), 'link set wire up');
    await ip(this.#computers.get(name), `route add default via ${GATEWAY}`);
  }

  async #join(name) {
    const computer = await hold(...enter(this.#switch), 'unshare', '--net');
    this.#computers.set(name, computer);
    await ip(this.#switch, `link add ${name} type veth peer name wire netns ${computer.pid}`);
    await ip(this.#switch, `link set ${name} master switch up`);
    await ip(computer, 'link set lo up');
  }
}

/** Starts a program that does nothing but keep the namespaces that it is in. */
async function hold(command, ...args) {
  const holder = new Program(command, [...args, 'sh', '-c', 'echo here; exec tail -f /dev/null']);
  await until('the namespace is there', () => holder.out.includes('here') || holder.ended !== undefined);
  // A tool that is not there is a fault of whoever set this system up, and no reason to leave anything out.
  if (/ENOENT/.test(holder.ended)) throw new Error(`${command} is missing (scripts/system-packages.sh test)`);
  if (holder.ended !== undefined) throw new NotPermitted(holder.err.trim() || `${command} ended with ${holder.ended}`);
  return holder;
}

const enter = (holder) => ['nsenter', '--target', String(holder.pid), '--user', '--preserve-credentials', '--net'];

async function ip(holder, words) {
  const [command, ...args] = [...enter(holder), 'ip', ...words.split(' ')];
  const program = new Program(command, args);
  const code = await program.leaves();
  if (code !== 0) throw new Error(`ip ${words}: ${program.err.trim() || code}`);
}
