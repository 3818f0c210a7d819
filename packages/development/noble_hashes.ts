/**
 * @noble/hashes: digests without Node or WebCrypto, for the example that runs in a browser.
 *
 * @module
 */
export { sha256 } from "npm:@noble/hashes@2.4.0/sha2.js";
