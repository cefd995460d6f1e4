// In: pieces of XML. Out: what its elements are, one event after the other. Knows no entity but those of XML itself, so none can swell.
import { SaxesParser } from 'saxes';
import { ZipBroken } from './zip.ts';

export type XmlEvent =
  | { readonly is: 'open'; readonly name: string; readonly attributes: Readonly<Record<string, string>> }
  | { readonly is: 'text'; readonly text: string }
  | { readonly is: 'close'; readonly name: string };

/** Names without their prefix: `x:row` is a row. @throws ZipBroken for what is no XML. */
export function* xmlEvents(pieces: Iterable<Uint8Array>): Generator<XmlEvent> {
  const parser = new SaxesParser();
  const decoder = new TextDecoder();
  let events: XmlEvent[] = [];
  let fault = false;
  const bare = (name: string): string => name.slice(name.indexOf(':') + 1);
  parser.on('error', () => (fault = true));
  parser.on(
    'opentag',
    (tag) =>
      void events.push({ is: 'open', name: bare(tag.name), attributes: tag.attributes as Record<string, string> }),
  );
  parser.on('text', (text) => void events.push({ is: 'text', text }));
  parser.on('cdata', (text) => void events.push({ is: 'text', text }));
  parser.on('closetag', (tag) => void events.push({ is: 'close', name: bare(tag.name) }));
  let any = false;
  for (const piece of pieces) {
    any = true;
    parser.write(decoder.decode(piece, { stream: true }));
    if (fault) throw new ZipBroken('broken');
    yield* events;
    events = [];
  }
  // A part that the archive does not have says nothing.
  if (!any) return;
  parser.write(decoder.decode());
  parser.close();
  if (fault) throw new ZipBroken('broken');
  yield* events;
}
