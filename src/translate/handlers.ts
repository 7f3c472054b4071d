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

const handlerKinds = ['exec', 'httpGet', 'tcpSocket', 'grpc', 'sleep'] as const;

/**
 * What the API server refuses about a handler (validateHandler in pkg/apis/core/validation), and ports that the container
 * does not declare, which the kubelet cannot find.
 */
export function handlerProblems(handler: Handler, container: Container): readonly HandlerProblem[] {
  const problems: HandlerProblem[] = [];
  const kinds = handlerKinds.filter((kind) => kind in handler);
  if (kinds.length === 0) problems.push({ path: [], problem: 'must specify a handler type' });
  if (kinds.length > 1) problems.push({ path: [], problem: `may not specify more than 1 handler type, found ${kinds.join(' and ')}` });
  const { exec, httpGet, tcpSocket } = handler;
  if (exec && (exec.command ?? []).length === 0) problems.push({ path: ['exec', 'command'], problem: 'needs exec.command' });
  if (httpGet) checkHttp(httpGet, container, problems);
  if (tcpSocket) checkPort(tcpSocket.port, ['tcpSocket', 'port'], container, problems);
  if ('grpc' in handler && handler.grpc && !isPort(handler.grpc.port ?? 0)) {
    problems.push({ path: ['grpc', 'port'], problem: `has grpc.port ${handler.grpc.port ?? 0}, which is not between 1 and 65535` });
  }
  return problems;
}

function checkHttp(http: Kubernetes<'HTTPGetAction'>, container: Container, problems: HandlerProblem[]): void {
  checkPort(http.port, ['httpGet', 'port'], container, problems);
  if (http.scheme !== undefined && http.scheme !== '' && http.scheme !== 'HTTP' && http.scheme !== 'HTTPS') {
    problems.push({ path: ['httpGet', 'scheme'], problem: `has scheme "${http.scheme}"; expected "HTTP" or "HTTPS"` });
  }
  http.httpHeaders?.forEach(({ name = '' }, index) => {
    if (/^[-A-Za-z0-9]+$/.test(name)) return;
    problems.push({ path: ['httpGet', 'httpHeaders', index, 'name'], problem: `has "${name}", which is not the name of a header` });
  });
}

function checkPort(port: string | number = 0, path: FieldPath, container: Container, problems: HandlerProblem[]): void {
  if (typeof port === 'number') {
    if (!isPort(port)) problems.push({ path, problem: `has port ${port}, which is not between 1 and 65535` });
    return;
  }
  const wrong = portNameProblem(port);
  if (wrong) problems.push({ path, problem: `has port "${port}", which is text and so taken as a name, and ${wrong}` });
  else if (!container.ports?.some(({ name }) => name === port)) {
    problems.push({ path, problem: `refers to port "${port}", which the container does not declare` });
  }
}
