/** What hosts bore in earlier runs. */
import type { BorneLimits } from './host-governor.ts';

export interface HostMemory {
  /** `null` for a host that nothing is known of. */
  read(origin: string): BorneLimits | null;
  write(origin: string, borne: BorneLimits): void;
  forget(origin: string): void;
  /** @returns How many hosts were known. */
  forgetAll(): number;
  /** Nothing more comes; what is to be kept is kept now. */
  close(): void;
}

/** Remembers nothing. */
export const NO_MEMORY: HostMemory = {
  read: () => null,
  write: () => {},
  forget: () => {},
  forgetAll: () => 0,
  close: () => {},
};

/** For as long as the process lives. */
export class SessionMemory implements HostMemory {
  readonly #borne = new Map<string, BorneLimits>();

  read(origin: string): BorneLimits | null {
    return this.#borne.get(origin) ?? null;
  }

  write(origin: string, borne: BorneLimits): void {
    this.#borne.set(origin, borne);
  }

  forget(origin: string): void {
    this.#borne.delete(origin);
  }

  forgetAll(): number {
    const { size } = this.#borne;
    this.#borne.clear();
    return size;
  }

  close(): void {}
}
