import type { MappingTree, Tree } from '../yaml/tree.ts';
import { isNull } from '../yaml/tree.ts';
import { type FieldSpec, type FieldUpdate, updateFields } from './field-spec.ts';
import { setScalar } from './field-update.ts';
import { atOrigin } from './log.ts';
import { idOf } from './object-id.ts';
import { type Resource, withTree } from './resource.ts';
import { goPattern } from './selector.ts';
import type { ImageEntry } from './shapes.ts';
import { failIn, type Step } from './step.ts';
import { entryOf, replaceEntry } from './tree.ts';

/** One entry of `images`: changes name, tag or digest of every image of that name. Custom resource definitions stay as they are. */
export function setImage(resources: readonly Resource[], image: ImageEntry, specs: readonly FieldSpec[], step: Step): readonly Resource[] {
  const name = image.name?.value ?? '';
  if (!imagePattern(name)) {
    const invalid = { field: 'images.name', value: name, expected: 'a name, which is read as a regular expression' };
    step.log.report('kustomize-invalid-option', atOrigin((image.name ?? image).at), invalid);
    return resources;
  }
  return resources.map((resource) => {
    if (idOf(resource.tree).kind === 'CustomResourceDefinition') return resource;
    const update = imageUpdate(image, failIn(step, resource, 'images'));
    const walked = inContainers(resource.tree, update) as MappingTree;
    return withTree(resource, updateFields(walked, specs, update), step.source);
  });
}

function imageUpdate(image: ImageEntry, fail: FieldUpdate['fail']): FieldUpdate {
  const at = (image.newTag ?? image.newName ?? image.digest ?? image.tagSuffix ?? image.name ?? image).at;
  return {
    create: 'none',
    at,
    fail,
    set: (old) => {
      if (isNull(old)) return old;
      if (old.kind !== 'scalar') {
        fail(old.at, `expected an image name, found a ${old.kind}`);
        return old;
      }
      const next = newImage(old.text, image);
      return next === undefined ? old : setScalar(next, '', at, fail).set(old);
    },
  };
}

/** The changed image name; undefined when the entry is for another image. The name of an entry is a pattern. */
function newImage(text: string, image: ImageEntry): string | undefined {
  if (!imagePattern(image.name?.value ?? '')?.test(text)) return undefined;
  const { name, tag, digest } = splitImage(text);
  const newTag = image.newTag?.value ?? '';
  const newDigest = image.digest?.value ?? '';
  const suffix = image.tagSuffix?.value ?? '';
  const [nextTag, nextDigest] =
    newTag !== '' || newDigest !== '' ? [newTag, newDigest] : suffix !== '' ? [tag + suffix, ''] : [tag, digest];
  const newName = image.newName?.value || name;
  return `${newName}${nextTag === '' ? '' : `:${nextTag}`}${nextDigest === '' ? '' : `@${nextDigest}`}`;
}

function imagePattern(name: string): RegExp | undefined {
  return goPattern(`^${name}(:[a-zA-Z0-9_.{}-]*)?(@sha256:[a-zA-Z0-9_.{}-]*)?$`);
}

function splitImage(text: string): { readonly name: string; readonly tag: string; readonly digest: string } {
  const slash = text.indexOf('/');
  const from = Math.max(slash, 0);
  const at = text.indexOf('@', from);
  const colon = text.indexOf(':', from);
  if (at === -1 && colon === -1) return { name: text, tag: '', digest: '' };
  if (at !== -1 && (colon === -1 || at < colon)) return { name: text.slice(0, at), tag: '', digest: text.slice(at + 1) };
  const end = at === -1 ? text.length : at;
  return { name: text.slice(0, colon), tag: text.slice(colon + 1, end), digest: at === -1 ? '' : text.slice(at + 1) };
}

const lists = ['containers', 'initContainers'];
const mentions = new WeakMap<Tree, boolean>();

/** Whether a list of containers stands anywhere below; remembered, since trees are shared by bases and overlays. */
function mentionsContainers(tree: Tree): boolean {
  if (tree.kind === 'scalar') return false;
  let found = mentions.get(tree);
  if (found === undefined) {
    found =
      tree.kind === 'sequence'
        ? tree.items.some(mentionsContainers)
        : tree.entries.some(({ key, value }) => lists.includes(key.text) || mentionsContainers(value));
    mentions.set(tree, found);
  }
  return found;
}

/** Changes the images of all lists named containers or initContainers, wherever they stand. */
function inContainers(tree: Tree, update: FieldUpdate): Tree {
  if (tree.kind === 'scalar' || !mentionsContainers(tree)) return tree;
  if (tree.kind === 'sequence') {
    const items = tree.items.map((item) => inContainers(item, update));
    return items.every((item, at) => item === tree.items[at]) ? tree : { ...tree, items };
  }
  const entries = tree.entries.map((entry) => {
    const walked = inContainers(entry.value, update);
    const value = lists.includes(entry.key.text) && walked.kind === 'sequence' ? inList(walked.items, walked, update) : walked;
    return value === entry.value ? entry : { key: entry.key, value };
  });
  return entries.every((entry, at) => entry === tree.entries[at]) ? tree : { ...tree, entries };
}

function inList(containers: readonly Tree[], list: Tree, update: FieldUpdate): Tree {
  const items = containers.map((container) => {
    if (container.kind !== 'mapping') {
      if (!isNull(container)) update.fail(container.at, `expected a container, found a ${container.kind}`);
      return container;
    }
    const image = entryOf(container, 'image');
    return image ? replaceEntry(container, 'image', update.set(image.value)) : container;
  });
  return items.every((item, at) => item === containers[at]) ? list : { ...list, kind: 'sequence', items, at: list.at };
}
