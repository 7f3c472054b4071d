import { describe, expect, it } from 'vitest';
import { completenessOf } from '../../src/graph/partial-workload.ts';
import { load } from './load.ts';

async function completeness(text: string) {
  const { manifests } = await load({ 'a.yaml': text });
  expect(manifests).toHaveLength(1);
  return manifests.map(completenessOf)[0];
}

const pod = (rest: string) => `{apiVersion: v1, kind: Pod, metadata: {name: p}${rest}}`;
const deployment = (rest: string) => `{apiVersion: apps/v1, kind: Deployment, metadata: {name: d}${rest}}`;
const cronJob = (spec: string) => `{apiVersion: batch/v1, kind: CronJob, metadata: {name: c}, spec: ${spec}}`;
const template = (spec: string) => `{apiVersion: v1, kind: PodTemplate, metadata: {name: t}, template: {spec: ${spec}}}`;

describe('how much of a workload a document holds', () => {
  it.each<[string, readonly string[], number]>([
    [pod(''), [], 0],
    [pod(', spec: null'), [], 0],
    [pod(', spec: {containers: null}'), [], 0],
    [pod(', spec: {containers: [{name: a, image: i}]}'), [], 1],
    [pod(', spec: {containers: [{name: a}, {name: b, image: i}], initContainers: [{name: c}]}'), ['c', 'a'], 3],
    [pod(', spec: {containers: [{name: a, image: null}, {name: b, image: ""}, {image: 7}]}'), ['a', 'b'], 3],
    [pod(', spec: {containers: [{name: 7}, {}, null]}'), ['', '', ''], 3],
    [pod(', spec: {ephemeralContainers: [{name: a}]}'), [], 0],
    [deployment(', spec: {template: {spec: {containers: [{name: a}]}}}'), ['a'], 1],
    [deployment(', spec: {containers: [{name: a}]}'), [], 0],
    [cronJob('{jobTemplate: {spec: {template: {spec: {containers: [{name: a}]}}}}}'), ['a'], 1],
    [template('{containers: [{name: a}]}'), ['a'], 1],
  ])('%s', async (text, withoutImage, containers) => {
    expect(await completeness(text)).toEqual({ withoutImage, containers, malformed: false });
  });

  it.each([
    pod(', spec: text'),
    pod(', spec: []'),
    pod(', spec: {containers: {}}'),
    pod(', spec: {containers: text}'),
    pod(', spec: {initContainers: {}, containers: []}'),
    pod(', spec: {containers: [text]}'),
    pod(', spec: {containers: [[]]}'),
    pod(', spec: {containers: [{name: a}, 7]}'),
    deployment(', spec: []'),
    deployment(', spec: {template: text}'),
    deployment(', spec: {template: {spec: 7}}'),
    cronJob('{jobTemplate: {spec: {template: []}}}'),
  ])('%s has something of the wrong type', async (text) => {
    expect((await completeness(text))?.malformed).toBe(true);
  });

  it('an object of another kind holds nothing', async () => {
    expect(await completeness('{apiVersion: v1, kind: Service, metadata: {name: s}, spec: {containers: [{name: a}]}}')).toEqual({
      withoutImage: [],
      containers: 0,
      malformed: false,
    });
  });
});
