/** Regions and domains, loaded once and again when the region changes. */

import { computed, ref, shallowRef } from 'vue'
import type { Domain, Region } from './contract/catalog'
import { request } from './platform/http'
import { preferences } from './preferences'

export const regions = shallowRef<Region[]>([])
export const domains = shallowRef<Domain[]>([])
export const catalogFailed = ref(false)

/** The city: the region without a parent. */
export const city = computed(() => regions.value.find((region) => region.parent === null) ?? null)

/** The region chosen, or the city while none is. */
export const region = computed(
  () => regions.value.find(({ code }) => code === preferences.regionCode) ?? city.value,
)

let domainsOf: string | null = null

export async function loadCatalog(): Promise<void> {
  try {
    if (!regions.value.length) regions.value = await request<Region[]>('GET', '/api/regions')
    const code = region.value?.code ?? ''
    if (domainsOf !== code) {
      const query = code ? `?region_code=${encodeURIComponent(code)}` : ''
      domains.value = await request<Domain[]>('GET', `/api/domains${query}`)
      domainsOf = code
    }
    catalogFailed.value = false
  } catch {
    catalogFailed.value = true
  }
}
