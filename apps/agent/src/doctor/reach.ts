// In: the address of a party and the way out. Out: that a connection stands, or the first stage at which it does not: name, connection,
// proxy, TLS. Sends nothing but what opening a connection needs.
import { lookup } from 'node:dns/promises';
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls, type PeerCertificate, rootCertificates, type TLSSocket } from 'node:tls';
import type { WayOut } from '../network/way-out.ts';
import {
  connectionWords,
  handshakeWords,
  nameWords,
  proxyWords,
  type ShownCertificate,
  type Why,
} from './tls-words.ts';

export type Reached = { readonly ok: true; readonly how: string } | ({ readonly ok: false } & Why);

export interface ReachOptions {
  readonly way: WayOut;
  readonly ca: string | undefined;
  readonly timeoutMs: number;
}

class Stopped extends Error {
  readonly why: Why;
  constructor(why: Why) {
    super(why.found);
    this.why = why;
  }
}

/** @param what whose address it is: "the registry". */
export async function reach(url: string, what: string, options: ReachOptions): Promise<Reached> {
  const target = new URL(url);
  const proxy = options.way.proxyFor(url);
  const sockets: Socket[] = [];
  try {
    const how: string[] = [];
    const begin = async (): Promise<Socket> => {
      const socket =
        proxy === undefined ? await direct(target, what, options) : await tunnel(new URL(proxy), target, options);
      sockets.push(socket.socket);
      how.splice(0, how.length, socket.how);
      return socket.socket;
    };
    const first = await begin();
    if (target.protocol === 'https:') {
      const secured = await handshake(first, target.hostname, options);
      if (!secured.ok) {
        // A second look, in which nothing is sent, only to say whose certificate it is.
        const shown = await begin().then(
          (socket) => shownBy(socket, target.hostname, options),
          () => undefined,
        );
        throw new Stopped(handshakeWords(secured.code, target.hostname, shown));
      }
      how.push(`TLS by ${nameOf(secured.certificate.issuer)} until ${dayOf(secured.certificate.valid_to)}`);
    }
    return { ok: true, how: how.join(', ') };
  } catch (fault) {
    if (fault instanceof Stopped) return { ok: false, ...fault.why };
    throw fault;
  } finally {
    for (const socket of sockets) socket.destroy();
  }
}

interface Opened {
  readonly socket: Socket;
  readonly how: string;
}

const portOf = ({ port, protocol }: URL): number => Number(port) || (protocol === 'https:' ? 443 : 80);

async function direct(target: URL, what: string, options: ReachOptions): Promise<Opened> {
  const host = target.hostname.replace(/^\[|\]$/g, '');
  const address = isIP(host) ? host : await addressOf(host, what, options);
  const socket = await open(address, portOf(target), options, what);
  return { socket, how: `directly at ${address}` };
}

async function addressOf(host: string, what: string, { timeoutMs }: ReachOptions): Promise<string> {
  try {
    return (await inTime(lookup(host), timeoutMs, 'EAI_AGAIN')).address;
  } catch (fault) {
    throw new Stopped(nameWords(codeOf(fault), host, what));
  }
}

async function open(address: string, port: number, { timeoutMs }: ReachOptions, what: string): Promise<Socket> {
  const socket = connectTcp({ host: address, port });
  try {
    await inTime(eventOf(socket, 'connect'), timeoutMs, 'ETIMEDOUT');
    return socket;
  } catch (fault) {
    socket.destroy();
    throw new Stopped(connectionWords(codeOf(fault), what, `${address}:${port}`));
  }
}

async function tunnel(proxy: URL, target: URL, options: ReachOptions): Promise<Opened> {
  const { socket: plain } = await direct(proxy, 'the proxy', options);
  let socket: Socket = plain;
  if (proxy.protocol === 'https:') {
    const secured = await handshake(plain, proxy.hostname, options);
    if (!secured.ok) {
      plain.destroy();
      throw new Stopped(handshakeWords(secured.code, proxy.hostname, undefined));
    }
    socket = secured.socket;
  }
  const how = `through the proxy ${proxy.host}`;
  if (target.protocol === 'http:') return { socket, how };
  const goal = `${target.hostname}:${portOf(target)}`;
  const login = `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`;
  const authorization = login === ':' ? '' : `Proxy-Authorization: Basic ${Buffer.from(login).toString('base64')}\r\n`;
  socket.write(`CONNECT ${goal} HTTP/1.1\r\nHost: ${goal}\r\n${authorization}\r\n`);
  const status = await inTime(statusFrom(socket), options.timeoutMs, 'ETIMEDOUT').catch(() => 0);
  if (status === 200) return { socket, how };
  socket.destroy();
  throw new Stopped(proxyWords(status, proxy.host, goal));
}

/** The status of a proxy's first line; 0 where it is no HTTP. */
const statusFrom = (socket: Socket): Promise<number> =>
  new Promise((resolve, reject) => {
    let head = '';
    const more = (chunk: Buffer): void => {
      head += chunk.toString('latin1');
      if (!head.includes('\r\n\r\n') && head.length < 16_384) return;
      socket.off('data', more);
      socket.pause();
      resolve(Number(/^HTTP\/1\.[01] (\d{3})/.exec(head)?.[1] ?? 0));
    };
    socket.on('data', more);
    socket.once('error', reject);
    socket.once('end', () => resolve(0));
  });

type Secured =
  | { readonly ok: true; readonly socket: TLSSocket; readonly certificate: PeerCertificate }
  | { readonly ok: false; readonly code: string };

async function handshake(socket: Socket, host: string, { ca, timeoutMs }: ReachOptions): Promise<Secured> {
  const tls = connectTls({
    socket,
    host,
    ...(isIP(host) ? {} : { servername: host }),
    ...(ca === undefined ? {} : { ca: [...rootCertificates, ca] }),
  });
  try {
    await inTime(eventOf(tls, 'secureConnect'), timeoutMs, 'ETIMEDOUT');
    return { ok: true, socket: tls, certificate: tls.getPeerCertificate() };
  } catch (fault) {
    return { ok: false, code: codeOf(fault) };
  }
}

async function shownBy(
  socket: Socket,
  host: string,
  { timeoutMs }: ReachOptions,
): Promise<ShownCertificate | undefined> {
  const tls = connectTls({ socket, host, ...(isIP(host) ? {} : { servername: host }), rejectUnauthorized: false });
  try {
    await inTime(eventOf(tls, 'secureConnect'), timeoutMs, 'ETIMEDOUT');
    const { subject, issuer, valid_from: from, valid_to: to, subjectaltname = '' } = tls.getPeerCertificate();
    return {
      subject: nameOf(subject),
      issuer: nameOf(issuer),
      from: dayOf(from),
      to: dayOf(to),
      names: subjectaltname,
    };
  } catch {
    return undefined;
  } finally {
    tls.destroy();
  }
}

const nameOf = (name: PeerCertificate['issuer'] | undefined): string =>
  String(name?.CN ?? name?.O ?? 'somebody without a name');

const dayOf = (text: string): string => {
  const at = Date.parse(text);
  return Number.isNaN(at) ? text : new Date(at).toISOString().slice(0, 10);
};

const codeOf = (fault: unknown): string => {
  const { code, message } = fault as { code?: string; message?: string };
  return code ?? message ?? String(fault);
};

const eventOf = (socket: Socket, name: 'connect' | 'secureConnect'): Promise<void> =>
  new Promise((resolve, reject) => {
    socket.once(name, () => resolve());
    socket.once('error', reject);
    socket.once('close', () => reject(Object.assign(new Error('closed'), { code: 'ECONNRESET' })));
  });

function inTime<T>(work: Promise<T>, ms: number, code: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(Object.assign(new Error('no answer in time'), { code })), ms);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
