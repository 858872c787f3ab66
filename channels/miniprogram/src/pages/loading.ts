/** What a page shows, from the server, with the ways in which that can fail. */

import { ref, shallowRef } from 'vue'
import { RequestFailed } from '../connection/ports'
import { request } from '../platform/http'

export function useLoading<T>() {
  const found = shallowRef<T | null>(null)
  const failed = ref<'missing' | 'network' | null>(null)

  async function load(path: string): Promise<void> {
    failed.value = null
    try {
      found.value = await request<T>('GET', path)
    } catch (error) {
      failed.value = error instanceof RequestFailed && error.status === 404 ? 'missing' : 'network'
    }
  }

  return { found, failed, load }
}
