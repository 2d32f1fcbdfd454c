/** An X server of our own. */
import { Program } from './programs.mjs';
import { until } from './until.mjs';

/** Starts Xvfb on a free display; returns the server and the name of the display, `:7`. */
export async function openDisplay() {
  const server = new Program('Xvfb', ['-displayfd', '1', '-screen', '0', '1600x1000x24', '-nolisten', 'tcp', '-noreset']);
  const number = await until('Xvfb names its display', () => {
    if (server.ended !== undefined) throw new Error(`Xvfb ended: ${server.err}`);
    return /^\d+/.exec(server.out)?.[0];
  });
  return { server, display: `:${number}` };
}
