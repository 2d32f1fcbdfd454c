/** Starts programs, keeps what they print, and ends every one of them. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { until } from './until.mjs';

/** The folder of the repository. */
export const root = resolve(import.meta.dirname, '../..');
/** Release builds for what is measured. */
const built = join(process.env.CARGO_TARGET_DIR ?? join(root, 'target'), process.env.LORCH_BUILD ?? 'debug');
/** The terminal program; another build of it can be named in LORCH. */
export const lorch = process.env.LORCH ?? join(built, 'lorch');
export const desktop = join(built, 'lorch-desktop');
/** Where evidence of failures is put. */
export const evidenceFolder = join(built, '..', 'e2e');

const running = new Set();
const started = [];

/** A program that runs. */
export class Program {
  out = '';
  err = '';
  /** Exit code or name of the signal, once it has ended. */
  ended;

  constructor(command, args = [], { env, input, stdio = ['pipe', 'pipe', 'pipe'] } = {}) {
    this.name = command.split('/').at(-1);
    // A process group of its own, so that what it starts ends with it.
    this.child = spawn(command, args, { env, stdio, detached: true });
    this.pid = this.child.pid;
    this.child.stdout?.setEncoding('utf8').on('data', (text) => (this.out += text));
    this.child.stderr?.setEncoding('utf8').on('data', (text) => (this.err += text));
    this.child.stdin?.on('error', () => {});
    this.child.stdin?.end(input);
    this.end = once(this.child, 'exit').then(
      ([code, signal]) => this.#over(signal ?? code),
      (error) => this.#over(error.message),
    );
    running.add(this);
    started.push(this);
  }

  #over(how) {
    running.delete(this);
    this.ended = how;
    return how;
  }

  /** Waits until it printed something that matches, and returns the match. */
  async prints(pattern) {
    return until(`${this.name} prints ${pattern}`, () => {
      const found = pattern.exec(this.out + this.err);
      if (!found && this.ended !== undefined) throw new Error(`it ended with ${this.ended}: ${this.err}`);
      return found;
    });
  }

  /** Waits for its end and returns exit code or signal. */
  async leaves(within = 20_000) {
    await until(`${this.name} ends`, () => this.ended !== undefined, { within });
    return this.ended;
  }

  /** Asks it to end; whatever it started is killed with it. */
  async stop(signal = 'SIGTERM') {
    if (this.ended === undefined) this.child.kill(signal);
    await this.leaves(8000).catch(() => {});
    this.killGroup();
    return this.end;
  }

  /** Kills it and everything it started. */
  killGroup() {
    try {
      process.kill(-this.pid, 'SIGKILL');
    } catch {
      // Nothing of it is left.
    }
  }
}

// However we end, nothing of ours stays behind.
process.on('exit', () => started.forEach((program) => program.killGroup()));
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(130));

/** Ends what still runs, but for what is to be kept. */
export async function stopAll(keep = []) {
  await Promise.all([...running].filter((program) => !keep.includes(program)).map((program) => program.stop('SIGKILL')));
}

/** Process ids of the direct children. */
export function childrenOf(pid) {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
  } catch {
    return [];
  }
}

/** Whether a process is there and no zombie. */
export function lives(pid) {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
