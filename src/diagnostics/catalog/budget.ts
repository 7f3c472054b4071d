import { entry } from '../entry.ts';

/** Sizes of images, as far as the lock knows them. */
export const budgetCodes = {
  'image-exceeds-memory': entry<{ size: string; form: string; limit: string; memory: string; needed: string }>({
    severity: 'warning',
    title: 'The images are too large to boot from memory',
    why: 'The formats kernel+initrd, raw-bios, raw-efi and iso-efi-initrd load the whole machine into memory. The kernel panics when the compressed file is larger than half of the memory ("initrd too large to handle", LinuxKit issue 3490), and when the unpacked files are, some of them are missing without a word (issues 2697 and 3926), since the root is a tmpfs.',
    help: 'Give the machine more memory and say so with `translate.nodeMemory`, or build a format that reads from a disk: iso-bios, iso-efi or kernel+squashfs.',
    message: ({ size, form, limit, memory, needed }) =>
      `the images have ${size} ${form}, more than the ${limit} that a machine with ${memory} of memory can boot from an initrd; it needs ${needed}`,
  }),
  'image-exceeds-initrd': entry<{ size: string }>({
    severity: 'warning',
    title: 'The images are larger than an initrd can be',
    why: 'An initrd of more than 4 GiB builds and boots, but files are missing (LinuxKit issue 3926).',
    help: 'Build a format that reads from a disk: iso-bios, iso-efi or kernel+squashfs.',
    message: ({ size }) => `the images have ${size}, and an initrd of LinuxKit holds at most 4 GiB`,
  }),
} as const;
