/**
 * Words at the beginning of a line.
 *
 * @module
 */

/** With a capital at its beginning, but for names of fields and losses, such as `mae_val_loss`. */
export function capital(text: string): string {
  return /^\S*[._\d]\S/.test(text) ? text : text.slice(0, 1).toUpperCase() + text.slice(1);
}
