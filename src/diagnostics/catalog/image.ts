import { entry } from '../entry.ts';

/** What every finding about reading one image says: the image, where it was looked for, and what was found there. */
export interface ImageFinding {
  readonly image: string;
  /** As given to --from, or the registry's host. */
  readonly source: string;
  readonly problem: string;
}

const from = ({ image, source, problem }: ImageFinding) => `image ${image} from ${source}: ${problem}`;
const oldLockStays = 'The lock stays as it was, since half of an answer would be worse than an old one.';

/** Image references, the image lock, and reading images for it. */
export const imageCodes = {
  'invalid-image-reference': entry<{ image: string; reason: string }>({
    severity: 'error',
    title: 'An image reference is not valid',
    why: 'A reference has the form [registry/]repository[:tag][@digest] with a lower-case repository; the kubelet refuses anything else with InvalidImageName.',
    help: 'Write the reference as you would give it to docker pull.',
    message: ({ image, reason }) => `"${image}" is not an image reference: ${reason}`,
  }),
  'invalid-lock': entry<{ problem: string }>({
    severity: 'error',
    title: 'The image lock cannot be used',
    why: 'A lock that is misread would give containers a wrong command, environment or user, so nothing of a damaged lock is used. What would be written without it is wrong as well, so no file is written and those of an earlier run stay.',
    help: 'Correct the place given, or remove the file and run podspec2linuxkit lock --from registry (or another source).',
    message: ({ problem }) => problem,
  }),
  'lock-missing-image': entry<{ image: string; lock: string }>({
    severity: 'error',
    title: 'An image has no entry in the lock',
    why: 'With --locked, and for lock --check, the lock must tell of every image what it would run.',
    help: 'Run podspec2linuxkit lock with a source that has the image, for example --from registry.',
    message: ({ image, lock }) => `image ${image} has no entry in ${lock}`,
  }),
  'lock-missing-platform': entry<{ image: string; lock: string; platform: string; platforms: string }>({
    severity: 'error',
    title: 'The lock does not know an image for the wanted platform',
    why: 'Command, environment and users of an image may differ from platform to platform.',
    help: 'Run podspec2linuxkit lock with --platform naming every platform you build for, and a source such as --from registry.',
    message: ({ image, lock, platform, platforms }) =>
      `${lock} knows image ${image} for ${platforms || 'no platform'}, not for ${platform}`,
  }),
  'lock-stale-image': entry<{ image: string; lock: string }>({
    severity: 'error',
    adjustable: true,
    title: 'The lock has an entry that nothing uses',
    why: 'Entries without a user are noise in reviews, and hide that an image was meant to go.',
    help: 'Run podspec2linuxkit lock, which removes it, or keep such entries with --keep-unused.',
    message: ({ image, lock }) => `${lock} has an entry for image ${image}, which nothing uses`,
  }),
  'lock-tag-moved': entry<{ image: string; source: string; from: string; to: string }>({
    severity: 'error',
    adjustable: true,
    title: 'A tag names another image than the lock says',
    why: 'Someone pushed a new image under the same tag. What linuxkit build would fetch is no longer what the lock describes.',
    help: 'Run podspec2linuxkit lock --from registry and review the change, or build the locked image with --pin.',
    message: ({ image, source, from: old, to }) => `image ${image} was ${old} and is ${to} in ${source} now`,
  }),
  'image-not-found': entry<{ image: string; sources: string }>({
    severity: 'error',
    title: 'No source has an image',
    why: `Entrypoint, environment and user of the image are unknown, so the lock cannot hold an entry for it. ${oldLockStays}`,
    help: 'Check the spelling, or add a source that has the image: --from oci:DIR, docker-archive:FILE, linuxkit-cache, docker-inspect:FILE or registry.',
    message: ({ image, sources }) => `image ${image} is not in ${sources}`,
  }),
  'no-image-source': entry<{ image: string }>({
    severity: 'error',
    title: 'The lock lacks images, and no source was named',
    why: `No place is looked at, and no network is used, without being asked for. ${oldLockStays}`,
    help: 'Say where to look: --from registry, linuxkit-cache, oci:DIR, docker-archive:FILE or docker-inspect:FILE; lock.from in the configuration says it for good.',
    message: ({ image }) => `no source was named in which to look for image ${image}`,
  }),
  'helper-image-not-found': entry<{ image: string; sources: string; problem?: string }>({
    severity: 'info',
    title: 'No source has the image of a helper, or not for the wanted platform',
    why: 'Helpers are chosen by this program, which knows what they run, and their tags name one release or commit: the output is right without an entry. Only --pin then leaves the reference as it is.',
    help: 'Nothing, or add a source that has it, for example --from registry.',
    message: ({ image, sources, problem }) => {
      if (sources === '') return `helper image ${image} has no entry and no source was named`;
      return problem === undefined ? `helper image ${image} is not in ${sources}` : `helper image ${image} from ${sources}: ${problem}`;
    },
  }),
  'invalid-image-source': entry<{ source: string; problem: string }>({
    severity: 'error',
    title: 'A value of --from is not a source',
    why: 'Sources are oci:DIR, oci:FILE.tar, docker-archive:FILE.tar, linuxkit-cache, linuxkit-cache:DIR, docker-inspect:FILE, docker-inspect:- and registry.',
    help: 'Write one of these, for example --from oci:build/images or --from registry.',
    message: ({ source, problem }) => `cannot use the image source "${source}": ${problem}`,
  }),
  'unreadable-image-source': entry<{ source: string; problem: string }>({
    severity: 'error',
    title: 'A source of images cannot be read',
    why: `An image that it holds might be looked for elsewhere and be another one. ${oldLockStays}`,
    help: 'Check the path and what made it: an OCI layout has the files oci-layout and index.json, a docker save archive has manifest.json, both uncompressed; docker image inspect writes a JSON list.',
    message: ({ source, problem }) => `cannot read images from ${source}: ${problem}`,
  }),
  'image-digest-mismatch': entry<ImageFinding>({
    severity: 'error',
    title: 'A part of an image is not what its digest says',
    why: `The file was damaged or replaced. ${oldLockStays}`,
    help: 'Fetch or export the image again. If it comes from a mirror or a proxy, ask the registry itself.',
    message: from,
  }),
  'image-damaged': entry<ImageFinding>({
    severity: 'error',
    title: 'A part of an image cannot be read',
    why: `A layer or archive ends too early or is no valid tar, gzip, zstd or JSON. ${oldLockStays}`,
    help: 'Fetch or export the image again; --no-layers reads no layers, and leaves users and unpacked size out of the lock.',
    message: from,
  }),
  'image-too-large': entry<ImageFinding>({
    severity: 'error',
    title: 'A part of an image is larger than is sensible',
    why: `Manifests, configurations and user databases are small; unpacked layers have an upper limit against archives made to fill a machine. ${oldLockStays}`,
    help: 'Check that the image is what you think it is; --no-layers reads no layers.',
    message: from,
  }),
  'image-lacks-platform': entry<ImageFinding>({
    severity: 'error',
    title: 'An image does not exist for the wanted platform',
    why: `LinuxKit would refuse to build, or a machine of that platform could not run the program. ${oldLockStays}`,
    help: 'Name the platforms you build for with --platform, or use an image that exists for them.',
    message: from,
  }),
  'image-media-type': entry<ImageFinding>({
    severity: 'error',
    title: 'An image is of a type that is not understood',
    why: 'Understood are manifests and indexes of OCI and of Docker schema 2, and layers that are plain, gzip or zstd tars.',
    help: 'Check that the reference names a container image, not a Helm chart, an attestation or another artifact; rebuild images of Docker schema 1.',
    message: from,
  }),
  'image-link-loop': entry<ImageFinding>({
    severity: 'error',
    title: 'Links in an image lead in a circle',
    why: 'The user database of the image cannot be found, as it could not inside the container.',
    help: 'Rebuild the image, or use --no-layers and set runAsUser and runAsGroup in the pod.',
    message: from,
  }),
  'image-user-unresolved': entry<ImageFinding>({
    severity: 'warning',
    title: 'The user of an image is not in its /etc/passwd',
    why: 'A runtime refuses to start such a container, unless the pod sets runAsUser. The lock gets an entry without numbers.',
    help: 'Set runAsUser and runAsGroup in the pod, or rebuild the image with a numeric USER or with the user.',
    message: from,
  }),
  'registry-unreachable': entry<ImageFinding>({
    severity: 'error',
    title: 'A registry cannot be reached',
    why: `The connection failed, was too slow, or its certificate is not trusted. ${oldLockStays}`,
    help: 'Check the host name and the network; without a network, --from linuxkit-cache, oci:DIR, docker-archive:FILE or docker-inspect:FILE. For a private certificate authority set NODE_EXTRA_CA_CERTS; a registry without TLS needs plainHttp: true under lock.registries in the configuration.',
    message: from,
  }),
  'registry-denied': entry<ImageFinding>({
    severity: 'error',
    title: 'A registry denies access to an image',
    why: `Registries answer like this for private images without valid credentials, and often for repositories that do not exist. ${oldLockStays}`,
    help: 'Check the spelling of the image; then log in with docker login or podman login, or name a file with credentials in REGISTRY_AUTH_FILE.',
    message: from,
  }),
  'registry-answer': entry<ImageFinding>({
    severity: 'error',
    title: 'A registry gives an answer that makes no sense',
    why: `It may be a proxy, a login page, or no registry at all. ${oldLockStays}`,
    help: 'Open https://<registry>/v2/ and see who answers; check its mirrors under lock.registries in the configuration.',
    message: from,
  }),
  'registry-limit': entry<ImageFinding>({
    severity: 'error',
    title: 'A registry asks to come back later',
    why: `It still did after several attempts with growing pauses. ${oldLockStays}`,
    help: 'Wait, log in (Docker Hub allows more to those who do), or name a mirror under lock.registries in the configuration.',
    message: from,
  }),
  'registry-credentials': entry<ImageFinding>({
    severity: 'error',
    title: 'Credentials for a registry cannot be read',
    why: `The credential helper or the file that should give them failed. Going on without them could find another image or none. ${oldLockStays}`,
    help: 'Run docker-credential-<name> get by hand, and check credsStore, credHelpers and auths in the file named.',
    message: from,
  }),
} as const;
