/**
 * `node:crypto` of a page: the digest that the library takes.
 *
 * @module
 */
import { sha256 } from "../../../packages/development/noble_hashes.ts";

/** A digest in the making, as Node has it. */
interface Hash {
  update(data: Uint8Array | string): Hash;
  digest(encoding: "hex"): string;
}

/** SHA-256, whatever name is given: the library asks for no other. */
export function createHash(_algorithm: "sha256"): Hash {
  const hash = sha256.create();
  const made: Hash = {
    update(data): Hash {
      hash.update(typeof data === "string" ? new TextEncoder().encode(data) : data);
      return made;
    },
    digest: () => new Uint8Array(hash.digest()).toHex(),
  };
  return made;
}
