import type { Because } from '../../../../model/connections.ts';
import type { ClientTls } from './destination-rule.ts';
import type { MemberKind } from './membership.ts';
import type { Tls } from './peer-authentication.ts';

/** What is on the wire. `broken`: the two ends do not understand each other, and nothing passes. */
export type Wire = 'encrypted' | 'plaintext' | 'broken';

/** One way in which a client may reach a port, and what comes of it. */
export interface Way {
  readonly wire: Wire;
  /** Whether the server learns who the client is. */
  readonly identity: boolean;
  readonly because: readonly Because[];
}

/** What a client sends: a certificate of the mesh, TLS of its own, nothing, or a tunnel of ztunnel. */
type Sent = 'mutual' | 'tls' | 'plain' | 'tunnel';

/** One combination of what is not known; of what is known there is one. */
export interface World {
  readonly client: MemberKind;
  readonly server: MemberKind;
  readonly mode: Exclude<Tls, 'unknown'>;
  readonly autoMtls: boolean;
  /** Whether proxies of sidecars speak the tunnel of ztunnel, HBONE; matters where the two meet. */
  readonly tunnels: boolean;
  /** By each Service that leads to the port; empty when none was read. */
  readonly services: readonly { readonly tls: ClientTls; readonly headless: boolean }[];
}

/** Every way of a world: by each Service, and to the address of the Pod itself. */
export function waysOf(world: World): readonly Way[] {
  const { client, server } = world;
  if (client === 'linkerd' && server === 'linkerd') return [way('encrypted', true)];
  if (client === 'ambient') {
    // ztunnel knows every workload by its address: it takes its tunnel whichever way a client goes.
    if (server === 'ambient' || (server === 'sidecar' && world.tunnels)) return [way('encrypted', true)];
    return [arrive('plain', world)];
  }
  if (client !== 'sidecar') return [arrive('plain', world)];
  const named = world.services.length === 0 ? [{ tls: { mode: 'auto' as const }, headless: false }] : world.services;
  const ways = named.map(({ tls }) => {
    const reached = arrive(sentBy(tls.mode, world), world);
    return tls.because === undefined ? reached : { ...reached, because: [tls.because] };
  });
  // The address of a Pod is no host that a proxy knows: it passes on what it is given. Of a headless Service it is.
  return named.some(({ headless }) => headless) ? ways : [...ways, arrive('plain', world)];
}

function sentBy(asked: ClientTls['mode'], { server, mode, autoMtls, tunnels }: World): Sent {
  if (server === 'ambient' && tunnels && (asked === 'auto' || asked === 'ISTIO_MUTUAL')) return 'tunnel';
  if (asked === 'ISTIO_MUTUAL') return 'mutual';
  if (asked === 'SIMPLE' || asked === 'MUTUAL') return 'tls';
  return asked === 'auto' && autoMtls && server === 'sidecar' && mode !== 'off' ? 'mutual' : 'plain';
}

/** What comes of what is sent, by what the server's side takes. */
function arrive(sent: Sent, { server, mode }: World): Way {
  if (server === 'sidecar' || server === 'ambient') {
    if (sent === 'tunnel') return way('encrypted', true);
    if (sent === 'mutual')
      return mode === 'off' || server === 'ambient' ? way('broken', false) : way('encrypted', true);
    // TLS without a certificate of the mesh is handed to the program as it is, which may or may not speak it.
    if (sent === 'tls') return mode === 'strict' ? way('broken', false) : way('encrypted', false);
    return mode === 'strict' ? way('broken', false) : way('plaintext', false);
  }
  if (sent === 'plain' || sent === 'tunnel') return way('plaintext', false);
  // A program or proxy outside Istio does not take its certificates.
  return sent === 'tls' ? way('encrypted', false) : way('broken', false);
}

const way = (wire: Wire, identity: boolean): Way => ({ wire, identity, because: [] });
