import { defineRule } from '../rule.ts';

/** The process of a container. LinuxKit knows one `command`, so ENTRYPOINT and CMD of the image are merged into it. */
export const command = defineRule({
  name: 'command',
  owns: {
    'containers[].command': { disposition: 'translated', doc: 'Replaces ENTRYPOINT and CMD of the image, with `$(NAME)` expanded.' },
    'containers[].args': {
      disposition: 'translated',
      doc: 'Replaces CMD of the image, with `$(NAME)` expanded; the ENTRYPOINT comes from the lock.',
    },
    'containers[].workingDir': { disposition: 'translated', doc: 'Becomes `cwd`; else that of the image.' },
  },
  quiet: true,
  writes: ['command', 'cwd'],
  container({ command: argv, cwd }) {
    return { command: argv, cwd };
  },
});
