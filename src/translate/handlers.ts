import type { Container, Kubernetes } from '../model/kubernetes.ts';
import type { FieldPath } from '../model/source.ts';
import { isPort, portNameProblem } from './ports.ts';

/** What is wrong with a handler, and where below it. */
export interface HandlerProblem {
  readonly path: FieldPath;
  readonly problem: string;
}

/** Handlers of a probe and of a lifecycle hook; `sleep` belongs to hooks, `grpc` to probes. */
export type Handler = Kubernetes<'Probe'> | Kubernetes<'LifecycleHandler'>;

/**
 * What the API server refuses about a handler (validateHandler in pkg/apis/core/validation), and ports that the container
 * does not declare, which the kubelet cannot find.
 */
export function handlerProblems(handler: Handler, container: Container): readonly HandlerProblem[] {
  const problems: HandlerProblem[] = [];
  const kinds = (['exec', 'httpGet', 'tcpSocket', 'grpc', 'sleep'] as const).filter((kind) => kind in handler);
  if (kinds.length === 0) problems.push({ path: [], problem: 'must specify a handler type' });
  if (kinds.length > 1) problems.push({ path: [], problem: `may not specify more than 1 handler type, found ${kinds.join(' and ')}` });
  const { exec, httpGet, tcpSocket } = handler;
  if (exec && (exec.command ?? []).length === 0) problems.push({ path: ['exec', 'command'], problem: 'needs exec.command' });
  if (httpGet) problems.push(...httpProblems(httpGet, container));
  if (tcpSocket) problems.push(...portProblems(tcpSocket.port, ['tcpSocket', 'port'], container));
  if ('grpc' in handler && handler.grpc && !isPort(handler.grpc.port ?? 0)) {
    problems.push({ path: ['grpc', 'port'], problem: `has grpc.port ${handler.grpc.port ?? 0}, which is not between 1 and 65535` });
  }
  return problems;
}

function httpProblems(http: Kubernetes<'HTTPGetAction'>, container: Container): readonly HandlerProblem[] {
  const problems: HandlerProblem[] = [...portProblems(http.port, ['httpGet', 'port'], container)];
  if (http.scheme !== undefined && http.scheme !== '' && http.scheme !== 'HTTP' && http.scheme !== 'HTTPS') {
    problems.push({ path: ['httpGet', 'scheme'], problem: `has scheme "${http.scheme}"; expected "HTTP" or "HTTPS"` });
  }
  for (const [index, { name = '' }] of (http.httpHeaders ?? []).entries()) {
    if (/^[-A-Za-z0-9]+$/.test(name)) continue;
    problems.push({ path: ['httpGet', 'httpHeaders', index, 'name'], problem: `has "${name}", which is not the name of a header` });
  }
  return problems;
}

function portProblems(port: string | number | undefined, path: FieldPath, container: Container): readonly HandlerProblem[] {
  if (typeof port === 'number' || port === undefined) {
    return isPort(port ?? 0) ? [] : [{ path, problem: `has port ${port ?? 0}, which is not between 1 and 65535` }];
  }
  const wrong = portNameProblem(port);
  if (wrong) return [{ path, problem: `has port "${port}" in quotes, which is taken as a name and ${wrong}` }];
  const declared = (container.ports ?? []).some(({ name }) => name === port);
  return declared ? [] : [{ path, problem: `refers to port "${port}", which the container does not declare` }];
}
