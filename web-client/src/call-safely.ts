/**
 * Calls a function of the application. What it throws is the application's error and is shown as such (`window.onerror`,
 * else the console); it must not stop the client halfway through a message.
 */
export function callSafely<Argument>(callback: ((argument: Argument) => void) | undefined, argument: Argument): void {
  try {
    callback?.(argument);
  } catch (error) {
    if (typeof reportError === 'function') reportError(error);
    else console.error(error);
  }
}
