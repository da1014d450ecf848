import { layerOf, layerOfFrame } from './layers.mjs';

/** Counts samples by layer, by method, and by stack. */
export class Tally {
  total = 0;

  /** Samples in code that the runtime has not optimised, yet. */
  unoptimized = 0;
  layers = new Map();
  exclusive = new Map();
  inclusive = new Map();
  stacks = new Map();

  add(sample) {
    this.total++;
    if (sample.frames.find((frame) => frame.isManaged)?.isOptimized === false) this.unoptimized++;
    const layer = layerOf(sample);
    count(this.layers, layer);
    count(this.exclusive, `${layer}\t${ownerOf(sample.frames)}`);
    for (const name of new Set(sample.frames.filter(isTelling).map((frame) => `${layerOfFrame(frame)}\t${frame.name}`))) count(this.inclusive, name);
    count(this.stacks, [sample.thread, ...sample.frames.map((frame) => frame.name).reverse()].join('\n'));
  }

  /** The largest of one of the counts, with their share of all samples. */
  top(counts, most = Infinity) {
    return [...counts].sort((a, b) => b[1] - a[1]).slice(0, most).map(([name, samples]) => ({ name, share: samples / this.total }));
  }
}

/** The innermost function. In the kernel, its system call: what happens in there is not ours to change. */
const ownerOf = (frames) => (frames.find(isSystemCall) ?? frames[0]).name;

/** What has a name and belongs to somebody; of the kernel the system calls. */
const isTelling = (frame) => layerOfFrame(frame) !== undefined && (frame.isKernel ? isSystemCall(frame) : !frame.name.startsWith('('));

const isSystemCall = ({ name }) => /^__(x64|arm64)_sys_/.test(name);

const count = (counts, key) => counts.set(key, (counts.get(key) ?? 0) + 1);
