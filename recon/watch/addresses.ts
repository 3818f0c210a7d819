/**
 * Addresses within the page's server.
 *
 * @module
 */

/** Makes an address; its parts and values may be any text. */
export type AddressOf = (path: string, values?: Readonly<Record<string, string>>) => string;

/**
 * Addresses with the token of a server.
 *
 * @param token The token.
 */
export function addressesWith(token: string): AddressOf {
  return (path, values = {}) => `${path}?${new URLSearchParams({ ...values, token })}`;
}
