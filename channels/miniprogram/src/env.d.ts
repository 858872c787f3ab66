/// <reference types="vite/client" />

interface ImportMetaEnv {
  /** Address of the Bangban server; see settings.ts. */
  readonly VITE_BANGBAN_URL?: string
}
