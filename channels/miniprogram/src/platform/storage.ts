/** Small values that outlive the page. A full or forbidden storage loses them, nothing more. */

const PREFIX = 'bangban.'

export function load<T>(key: string): T | null {
  try {
    const text = uni.getStorageSync(PREFIX + key)
    return text ? (JSON.parse(text) as T) : null
  } catch {
    return null
  }
}

export function save(key: string, value: unknown): void {
  try {
    if (value === null) uni.removeStorageSync(PREFIX + key)
    else uni.setStorageSync(PREFIX + key, JSON.stringify(value))
  } catch {
    // The page works without.
  }
}
