/**
 * Where the frames of a zstd stream end (RFC 8878 §3.1). Node's decompressor stops at the first end
 * of a frame that is not the end of what it was given, so a layer of many frames (zstd:chunked,
 * pzstd) would be read short and its rest go unseen: each frame must be handed over by itself.
 */
export class ZstdFrames {
  #state: 'magic' | 'skippable' | 'header' | 'block' | 'body' | 'checksum' = 'magic';
  #want = 4;
  #have: number[] = [];
  /** Bytes to pass over: of a block, a checksum or a skippable frame. */
  #pass = 0;
  #last = false;
  #checksum = false;

  /** Offsets in the chunk right after the last byte of a frame. After bytes that are no frame: none. */
  ends(chunk: Buffer): number[] {
    const ends: number[] = [];
    let at = 0;
    while (at < chunk.length) {
      if (this.#want === 0) {
        const length = Math.min(this.#pass, chunk.length - at);
        this.#pass -= length;
        at += length;
        if (this.#pass === 0 && this.#passed()) ends.push(at);
        continue;
      }
      this.#have.push(chunk[at]!);
      at++;
      if (this.#have.length === this.#want) {
        const bytes = Buffer.from(this.#have);
        this.#have = [];
        if (this.#read(bytes)) ends.push(at);
      }
    }
    return ends;
  }

  /** True when a frame ends with these bytes. */
  #read(bytes: Buffer): boolean {
    switch (this.#state) {
      case 'magic': {
        const magic = bytes.readUInt32LE(0);
        if (magic === 0xfd2fb528) return this.#expect('header', 1);
        if (magic >= 0x184d2a50 && magic <= 0x184d2a5f) return this.#expect('skippable', 4);
        // No frame: the decompressor will say so of whatever it is given.
        return this.#skip('checksum', Infinity);
      }
      case 'skippable':
        return this.#skip('checksum', bytes.readUInt32LE(0));
      case 'header':
        return this.#header(bytes[0]!);
      case 'block': {
        const header = bytes.readUIntLE(0, 3);
        this.#last = (header & 1) === 1;
        // A block of one repeated byte stores that byte only.
        return this.#skip('body', ((header >> 1) & 3) === 1 ? 1 : header >> 3);
      }
      default:
        return false;
    }
  }

  #header(descriptor: number): boolean {
    const single = (descriptor >> 5) & 1;
    this.#checksum = ((descriptor >> 2) & 1) === 1;
    const dictionary = [0, 1, 2, 4][descriptor & 3]!;
    const contentSize = [single, 2, 4, 8][descriptor >> 6]!;
    return this.#skip('header', (single === 1 ? 0 : 1) + dictionary + contentSize);
  }

  #passed(): boolean {
    if (this.#state === 'header') return this.#expect('block', 3);
    if (this.#state === 'body') {
      if (!this.#last) return this.#expect('block', 3);
      if (this.#checksum) return this.#skip('checksum', 4);
    }
    this.#expect('magic', 4);
    return true;
  }

  #expect(state: 'magic' | 'skippable' | 'header' | 'block', bytes: number): boolean {
    this.#state = state;
    this.#want = bytes;
    return false;
  }

  /** True when there is nothing to pass and a frame ends here. */
  #skip(state: 'header' | 'body' | 'checksum', bytes: number): boolean {
    this.#state = state;
    this.#want = 0;
    this.#pass = bytes;
    return bytes === 0 && this.#passed();
  }
}
