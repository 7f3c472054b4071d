import { expect, it } from 'vitest';
import { helpFor } from '../../src/resolve/declared-env.ts';

const noServer = { help: 'there is no API server on this machine to connect to' };
const services = { help: 'set translate.serviceEnv to have the variables of Services that carry a clusterIP' };

it.each<[readonly string[], object]>([
  [['KUBERNETES_SERVICE_HOST'], noServer],
  [['KUBERNETES_PORT'], noServer],
  [['KUBERNETES_PORT_443_TCP_ADDR'], noServer],
  [['A', 'KUBERNETES_SERVICE_PORT'], noServer],
  [['MY_KUBERNETES_SERVICE_NAME'], {}],
  [['SHOP_SERVICE_HOST'], services],
  [['A', 'SHOP_SERVICE_PORT'], services],
  [['SHOP_PORT_80_TCP_ADDR'], services],
  [['SHOP_PORT_8080_UDP_ADDR'], services],
  [['SHOP_PORT_8080_SCTP_ADDR'], services],
  [['SHOP_PORT_x_TCP_ADDR'], {}],
  [['SHOP_SERVICE_HOSTS'], {}],
  [['SHOP_PORT_80_TCP_ADDRESS'], {}],
  [['A'], {}],
  [[], {}],
])('%j', (names, help) => {
  expect(helpFor(names)).toEqual(help);
});
