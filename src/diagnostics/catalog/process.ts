import { entry } from '../entry.ts';
import { containersText, list } from './names.ts';

/** Images, processes and users. */
export const processCodes = {
  'entrypoint-unknown': entry<{ container: string; image: string }>({
    severity: 'error',
    title: 'args are given, and the ENTRYPOINT of the image is not known',
    why: 'args are appended to the ENTRYPOINT of the image, and LinuxKit has only one command, which replaces both.',
    help: 'Run podspec2linuxkit lock --from registry (or another source), or set command.',
    message: ({ container, image }) =>
      `container ${container} sets args without command, and the ENTRYPOINT of ${image} is not in the lock`,
  }),
  'no-command': entry<{ container: string; image: string }>({
    severity: 'error',
    title: 'There is nothing to run',
    why: 'The image has neither ENTRYPOINT nor CMD, and the container sets no command; the runtime says "no command specified".',
    help: 'Set command.',
    message: ({ container, image }) => `container ${container} has no command, and ${image} has neither ENTRYPOINT nor CMD`,
  }),
  'empty-command': entry<{ container: string }>({
    severity: 'error',
    title: 'The program has an empty name',
    why: 'The first word of command is the program to run, after $(VAR) was replaced. No runtime finds a program without a name.',
    help: 'Write the program as the first item of command, or leave command out to run what the image says.',
    message: ({ container }) => `container ${container} has an empty string as the first item of command`,
  }),
  'working-dir-relative': entry<{ workingDir: string }>({
    severity: 'error',
    title: 'workingDir is not absolute',
    why: 'runc refuses to start a process in a directory whose path is not absolute.',
    help: 'Write the path with a leading /.',
    message: ({ workingDir }) => `workingDir "${workingDir}" must be an absolute path`,
  }),
  'image-required': entry<{ container: string }>({
    severity: 'error',
    title: 'A container has no image',
    why: 'Nothing can run without an image.',
    help: 'Set image.',
    message: ({ container }) => `container ${container} has no image`,
  }),
  'image-invalid': entry<{ container: string; image: string; problem: string }>({
    severity: 'error',
    title: 'An image reference cannot be read',
    why: 'The container runtime and LinuxKit refuse the reference.',
    help: 'Correct the reference: registry/repository:tag@digest. Where a script or a template engine fills it in, run that first.',
    message: ({ container, image, problem }) => `container ${container}: image "${image}" is not valid: ${problem}`,
  }),
  'image-not-locked': entry<{ image: string; platform?: string }>({
    severity: 'error',
    title: 'An image is not in the lock',
    why: '--locked asks that every image has an entry in the lock for the platform.',
    help: 'Run podspec2linuxkit lock --from registry (or another source).',
    message: ({ image, platform }) => `${image} is not in the lock${platform ? ` for ${platform}` : ''}`,
  }),
  'image-platform-missing': entry<{ image: string; platform: string; found: readonly string[] }>({
    severity: 'warning',
    title: 'The lock knows an image for other platforms only',
    why: 'What an image runs may differ from platform to platform, so what the lock says of another one is not used.',
    help: 'Run podspec2linuxkit lock with --platform for this platform, and a source such as --from registry.',
    message: ({ image, platform, found }) => `the lock has ${image} for ${found.join(', ') || 'no platform'} and not for ${platform}`,
  }),
  'pin-without-digest': entry<{ image: string }>({
    severity: 'error',
    adjustable: true,
    title: 'An image cannot be pinned',
    why: '--pin asks for name@digest, and neither the reference nor the lock has a digest.',
    help: 'Run podspec2linuxkit lock with a source that knows digests, such as --from registry.',
    message: ({ image }) => `${image} cannot be pinned, since the lock has no digest for it`,
  }),
  'floating-tag': entry<{ images: readonly string[] }>({
    severity: 'warning',
    title: 'An image can change under its tag',
    why: 'A tag such as latest or 1.27 names another image tomorrow, and then the same manifests build another machine.',
    help: 'Write a digest, or run podspec2linuxkit lock --from registry and generate with --pin.',
    message: ({ images }) =>
      `${list(images)} may name another image tomorrow, and no lock has ${images.length === 1 ? 'its digest' : 'their digests'}`,
  }),
  'pull-secret': entry<{ name: string }>({
    severity: 'info',
    title: 'Images are pulled with the credentials of the build host',
    why: 'linuxkit build pulls images when the machine is built, with the credentials of docker login, not those of the cluster.',
    help: 'Log in on the build host.',
    message: ({ name }) => `the pull secret ${name} is not used; linuxkit build pulls with the credentials of the build host`,
  }),
  'pull-policy-never': entry<{ container: string }>({
    severity: 'info',
    title: 'An image must be on the build host',
    why: 'imagePullPolicy Never means that the image is loaded by hand; linuxkit build takes it from its cache, or from docker with --docker.',
    help: 'Import the image with linuxkit cache import, or build with --docker.',
    message: ({ container }) => `container ${container} has imagePullPolicy Never, so its image must be on the build host`,
  }),
  'invalid-policy': entry<{ field: string; value: string; expected: readonly string[] }>({
    severity: 'error',
    title: 'A policy has an unknown value',
    why: 'The API server refuses the pod; the names of policies are case-sensitive.',
    help: 'Correct the value.',
    message: ({ field, value, expected }) => `${field} ${JSON.stringify(value)} is unknown; expected ${expected.join(', ')}`,
  }),
  'mobyproject-label': entry<{ containers: readonly string[] }>({
    severity: 'warning',
    title: 'An image brings LinuxKit settings of its own',
    why: 'LinuxKit merges the label org.mobyproject.config of the image below what is written. Every setting of a container is written to cancel it.',
    help: 'Look at the label, and remove it from the image when it is not meant for this machine.',
    message: ({ containers }) => `the image of ${containersText(containers)} carries the label org.mobyproject.config`,
  }),
  'invalid-user-id': entry<{ field: string; value: number }>({
    severity: 'error',
    title: 'A user or group number is out of range',
    why: 'The API server takes 0 to 2147483647.',
    help: 'Correct the number.',
    message: ({ field, value }) => `${field} ${value} must be between 0 and 2147483647, inclusive`,
  }),
  'run-as-root': entry<{ container: string; reason: string }>({
    severity: 'error',
    title: 'runAsNonRoot is set, and the container would run as root',
    why: 'The kubelet refuses to start such a container.',
    help: 'Set runAsUser to a number other than 0.',
    message: ({ container, reason }) => `container ${container} has runAsNonRoot and ${reason}`,
  }),
  'cannot-verify-nonroot': entry<{ containers: readonly string[] }>({
    severity: 'warning',
    security: true,
    title: 'runAsNonRoot cannot be checked',
    why: 'The user of the image is not known without a lock entry, and no runAsUser is set.',
    help: 'Run podspec2linuxkit lock --from registry (or another source), or set runAsUser.',
    message: ({ containers }) =>
      `runAsNonRoot cannot be checked for ${containersText(containers)}, ${containers.length === 1 ? 'whose image is' : 'whose images are'} not in the lock`,
  }),
  'image-user-unknown': entry<{ containers: readonly string[] }>({
    severity: 'warning',
    security: true,
    title: 'The user of an image is not known',
    why: 'LinuxKit ignores the USER of images, so the number must be written. Without a lock entry, or without the image’s /etc/passwd, it is 0: root.',
    help: 'Run podspec2linuxkit lock --from registry (or another source), or set runAsUser.',
    message: ({ containers }) =>
      `${containersText(containers)} will run as root, since ${containers.length === 1 ? 'the user of the image is' : 'the users of their images are'} not known and runAsUser is not set`,
  }),
  'image-user-missing': entry<{ container: string; user: string }>({
    severity: 'error',
    title: 'An image lacks the user that it asks for',
    why: 'The lock holds the accounts of the image, and none has the name in its USER. In a cluster the runtime does not find the user either and does not start the container.',
    help: 'Set runAsUser, or correct USER of the image and run podspec2linuxkit lock --from registry (or another source) again.',
    message: ({ container, user }) =>
      `the image of container "${container}" asks for the user ${JSON.stringify(user)}, whom it does not have`,
  }),
  'image-groups-unknown': entry<{ containers: readonly string[] }>({
    severity: 'info',
    title: 'The groups of a user in the image are not known',
    why: 'A cluster adds the groups that the image’s /etc/group gives the user, and takes the primary group from /etc/passwd.',
    help: 'Run podspec2linuxkit lock --from registry (or another source), or set runAsGroup and supplementalGroupsPolicy: Strict.',
    message: ({ containers }) => `the groups that the image gives the user of ${containersText(containers)} are not known and left out`,
  }),
  'image-group-dropped': entry<{ container: string; user: string }>({
    severity: 'info',
    title: 'The group in the USER of an image is not used',
    why: 'Container runtimes of Kubernetes take only the user of USER user:group; the group is the primary one of that user, or 0.',
    help: 'Set runAsGroup when the group matters.',
    message: ({ container, user }) => `container ${container}: the group of USER ${user} is not used, as in a cluster`,
  }),
} as const;
