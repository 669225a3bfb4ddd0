import { DOMParser, type Element } from '@xmldom/xmldom';

/** The root of an XML document; a fault fails the test. */
export function readXml(text: string): Element {
  const onError = (level: string, message: string) => {
    if (level !== 'warning') throw new Error(message);
  };
  return new DOMParser({ onError }).parseFromString(text, 'text/xml').documentElement!;
}
