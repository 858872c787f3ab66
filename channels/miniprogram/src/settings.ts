/**
 * What a deployment can set. `VITE_BANGBAN_URL` is the address of the server, for example
 * `https://bangban.example.gov.cn`. The mini-program needs it; the H5 page is served by the
 * server itself and leaves it empty.
 */
const configured = (import.meta.env.VITE_BANGBAN_URL ?? '').replace(/\/+$/, '')

/** Prefix of HTTP paths; empty means the same origin. */
export const serverUrl = configured

export function socketUrl(): string {
  let origin = configured
  // #ifdef H5
  origin = origin || window.location.origin
  // #endif
  return origin.replace(/^http/, 'ws') + '/ws'
}

export const MESSAGE_LENGTH = 1000
export const FILE_BYTES = 10 * 1024 * 1024
export const FILE_EXTENSIONS = ['.pdf', '.jpg', '.jpeg', '.png']
