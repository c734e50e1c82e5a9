/** A binary heap of (time, number) in typed arrays: what waits for a time costs twelve bytes and no timer. */
export class DueHeap {
  #times = new Float64Array(64);
  #items = new Uint32Array(64);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Time of the earliest item; `Infinity` when empty. */
  get earliest(): number {
    return this.#size === 0 ? Infinity : this.#times[0]!;
  }

  push(time: number, item: number): void {
    if (this.#size === this.#times.length) this.#grow();
    let index = this.#size++;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (this.#times[parent]! <= time) break;
      this.#move(parent, index);
      index = parent;
    }
    this.#times[index] = time;
    this.#items[index] = item;
  }

  /** Takes the earliest item. Only when `size` is above 0. */
  pop(): number {
    const item = this.#items[0]!;
    const last = --this.#size;
    const time = this.#times[last]!;
    const moved = this.#items[last]!;
    let index = 0;
    for (;;) {
      let child = index * 2 + 1;
      if (child >= last) break;
      if (child + 1 < last && this.#times[child + 1]! < this.#times[child]!) child++;
      if (this.#times[child]! >= time) break;
      this.#move(child, index);
      index = child;
    }
    this.#times[index] = time;
    this.#items[index] = moved;
    return item;
  }

  clear(): void {
    this.#size = 0;
  }

  #move(from: number, to: number): void {
    this.#times[to] = this.#times[from]!;
    this.#items[to] = this.#items[from]!;
  }

  #grow(): void {
    const times = new Float64Array(this.#times.length * 2);
    const items = new Uint32Array(this.#items.length * 2);
    times.set(this.#times);
    items.set(this.#items);
    this.#times = times;
    this.#items = items;
  }
}
