import { entry } from '../entry.ts';

export interface Missing {
  readonly object: string;
  /** What is known about the reason, as the end of a sentence. */
  readonly because?: string;
}

const missing = (text: Missing): string =>
  `${text.object} does not exist in this input${text.because === undefined ? '' : `: ${text.because}`}`;

const missingHelp =
  'Add the file that holds the object to the command line (its objects are visible to every workload), correct the name or the namespace, or mark the reference as optional.';

/** References between objects, duplicates and choice of workloads. */
export const graphCodes = {
  'missing-configmap': entry<Missing>({
    severity: 'error',
    title: 'A required ConfigMap does not exist',
    why: 'The kubelet does not start a container before every ConfigMap that it needs exists, and an image without the values would run with a different configuration.',
    help: missingHelp,
    message: missing,
  }),
  'missing-secret': entry<Missing>({
    severity: 'error',
    title: 'A required Secret does not exist',
    why: 'The kubelet does not start a container before every Secret that it needs exists. Secrets are often kept apart from the manifests, or made by an operator in the cluster.',
    help: missingHelp,
    message: missing,
  }),
  'missing-pvc': entry<Missing>({
    severity: 'error',
    title: 'A PersistentVolumeClaim does not exist',
    why: 'The scheduler does not place a pod before its claims exist, and without the claim nobody knows what storage it asks for.',
    help: 'Add the file that holds the claim to the command line, correct the name or the namespace, or back it with a directory or disk of the machine: `--volume pvc:<namespace>/<name>=/path`.',
    message: missing,
  }),
  'missing-object': entry<Missing>({
    severity: 'error',
    title: 'An object that is needed does not exist',
    why: 'The result depends on what the object says.',
    help: missingHelp,
    message: missing,
  }),
  'broken-object': entry<{ object: string }>({
    severity: 'error',
    title: 'An object that is needed could not be made',
    why: 'The input says how to make the object, and making it failed; the workloads that use it cannot be translated without it.',
    help: 'Correct the error that the note points at.',
    message: ({ object }) => `${object} could not be made`,
  }),
  'cluster-made-object': entry<{ object: string }>({
    severity: 'warning',
    title: 'An object that only a cluster makes is left out',
    why: 'Kubernetes puts the trust bundle of its API server and the tokens of service accounts into every namespace. They are of no use without that cluster.',
    help: 'Nothing to do when the program does not talk to the cluster; otherwise add a file with the object to the command line.',
    message: ({ object }) => `${object} is made by the cluster and left out`,
  }),
  'ambiguous-reference': entry<{ object: string; places: readonly string[] }>({
    severity: 'error',
    title: 'A reference is satisfied by several objects that differ',
    why: 'In a cluster one object would have replaced the other; which one cannot be told from the files. Objects of the same file win over those of the same directory, those over the nearest common directory.',
    help: 'Generate one directory at a time, leave the unwanted file out with --ignore, or name the wanted one on the command line.',
    message: ({ object, places }) => `${object} is defined differently in ${listed(places)}`,
  }),
  'namespace-assumed': entry<{ object: string; namespace: string }>({
    severity: 'info',
    title: 'An object and its user state their namespace in different ways',
    why: 'One of them names the namespace and the other leaves it to `kubectl --namespace`. Within a directory they are taken to be meant for the same namespace.',
    help: 'Give both the same metadata.namespace, or neither.',
    message: ({ object, namespace }) => `${object} is taken to be in namespace ${namespace}, which only one of the two manifests names`,
  }),
  'loose-reference': entry<{ objects: readonly string[] }>({
    severity: 'info',
    title: 'A service account or priority class does not exist in the input',
    why: 'A cluster refuses a pod whose service account or priority class does not exist. Nothing of the image depends on them.',
    help: 'Nothing to do unless the manifests are meant to be complete.',
    message: ({ objects }) => `${listed(objects)} ${objects.length === 1 ? 'does' : 'do'} not exist in this input`,
  }),
  'duplicate-object': entry<{ object: string; other: string; nameSuffix: string }>({
    severity: 'warning',
    title: 'A workload is defined in several files of a directory',
    why: 'In a cluster the file that is applied last would replace the others; here each becomes an image.',
    help: 'Remove one of them, leave its file out with --ignore, or give them different names or namespaces.',
    message: ({ object, other, nameSuffix }) =>
      `${object} is also defined in ${other} with different content; this one is written to a file that ends in "${nameSuffix}.yml"`,
  }),
  'duplicate-workload': entry<{ object: string; other: string }>({
    severity: 'error',
    title: 'A workload is defined twice with different content',
    why: 'Both stand in one file, stream, file list or kustomization, where the second would replace the first in a cluster; two images for one workload are not wanted either.',
    help: 'Remove one of them, or give them different names or namespaces.',
    message: ({ object, other }) => `${object} is defined again in ${other} with different content`,
  }),
  'partial-workload': entry<{ object: string; containers: readonly string[] }>({
    severity: 'warning',
    title: 'A document of a workload kind has containers without an image',
    why: 'Such a document is nearly always a patch for another one, which a kustomization or a script merges; on its own it describes no pod.',
    help: 'If it is a patch, name it in a kustomization or leave it out with --ignore; if not, add the image.',
    message: ({ object, containers }) =>
      `${object} is skipped: ${containers.length === 0 ? 'it has no containers' : `no image for ${listed(containers.map((name) => `container "${name}"`))}`}`,
  }),
} as const;

/** Up to four entries, and how many there are beside them. */
function listed(entries: readonly string[]): string {
  const shown = entries.slice(0, 4);
  return entries.length > shown.length ? `${shown.join(', ')} and ${entries.length - shown.length} more` : shown.join(' and ');
}
