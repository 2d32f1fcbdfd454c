/** `lorch-desktop` where there is no screen. */
import { desktop, Program } from '../harness/programs.mjs';
import { holds, same } from '../harness/until.mjs';

export const title = 'No display';

export async function play(test, lab) {
  const { DISPLAY, ...without } = lab.place().env;
  const cases = { 'without DISPLAY': without, 'with a display that is not there': { ...without, DISPLAY: ':998' } };
  for (const [name, env] of Object.entries(cases)) {
    await test(`${name}: one sentence and exit code 2`, async () => {
      const program = new Program(desktop, [], { env });
      same(await program.leaves(), 2, 'the exit code');
      holds(/^lorch-desktop: there is no screen[^\n]*`lorch serve`[^\n]*\n$/.test(program.err), `it says ${program.err}`);
      same(program.out, '', 'what it prints');
    });
  }
}
