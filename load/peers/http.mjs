// What the Node peers share: the topic stands in the address, the event is the body.

/** The topic in `/v1/topics/{topic}/events` and in `/topics/{topic}`. */
export const topicOf = (url) => /\/topics\/([^/]+)/.exec(url)?.[1];

export async function readBody(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return chunks.length === 1 ? chunks[0] : Buffer.concat(chunks);
}
