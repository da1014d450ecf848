/** An address of the server that sent this page, wherever a proxy has put it. */
export function serverUrl(path: string): string {
  return new URL(path, document.baseURI).href;
}

/** The address that publishes to a topic. `:` stays readable, everything else that means something in a path is encoded. */
export function publishPath(topic: string): string {
  return `v1/topics/${encodeURIComponent(topic).replaceAll('%3A', ':')}/events`;
}
