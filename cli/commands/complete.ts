import { fileURLToPath } from 'node:url';
import { ConfigError } from '../../shared/errors.ts';
import { shellWord } from '../../shared/shell-word.ts';
import { SHELLS } from '../complete/names.ts';
import { defineCommand } from '../define-command.ts';
import { print } from '../output/print.ts';

/** `framefleet complete`: what teaches a shell to complete commands; `complete -- WORDS` is what the shell then asks. */
export const command = defineCommand(
  { '<shell>': SHELLS.join(', ') },
  {},
  async (_values, [asked]: readonly [string]) => {
    const shell = SHELLS.find((name) => name === asked);
    if (shell === undefined) {
      throw new ConfigError('CONFIG_INVALID', `Expected a shell, ${SHELLS.join(', ')}, got \`${asked}\`.`);
    }
    const main = fileURLToPath(new URL('../main.js', import.meta.url));
    const program = [process.execPath, main].map(shellWord).join(' ');
    if (shell === 'bash') {
      const { bashScript } = await import('../complete/bash-script.ts');
      print(bashScript(program));
      return;
    }
    const { script } = await import('@bomb.sh/tab');
    script(shell, 'framefleet', `env FRAMEFLEET_COMPLETE=${shell} ${program}`); // prints it
  },
);
