/** What the device does for a citizen: copy, call, show a map, choose a file. */

import { FILE_EXTENSIONS } from '../settings'

export function copy(text: string): Promise<boolean> {
  return new Promise((resolve) => {
    uni.setClipboardData({
      data: text,
      showToast: false,
      success: () => resolve(true),
      fail: () => resolve(false),
    })
  })
}

export function call(phone: string): void {
  uni.makePhoneCall({ phoneNumber: phone.replace(/[^\d+-]/g, ''), fail: () => {} })
}

export interface Place {
  name: string
  address: string
  longitude: number | null
  latitude: number | null
}

/** Show the place on the map of WeChat; elsewhere copy its address and say so with true. */
export async function showPlace(place: Place): Promise<boolean> {
  // #ifdef MP-WEIXIN
  if (place.latitude !== null && place.longitude !== null) {
    uni.openLocation({
      latitude: place.latitude,
      longitude: place.longitude,
      name: place.name,
      address: place.address,
    })
    return false
  }
  // #endif
  return copy(place.address)
}

export interface ChosenFile {
  path: string
  name: string
  size: number
}

export function chooseFile(): Promise<ChosenFile | null> {
  return new Promise((resolve) => {
    const fail = () => resolve(null)
    // #ifdef MP-WEIXIN
    uni.chooseMessageFile({
      count: 1,
      type: 'all',
      extension: FILE_EXTENSIONS.map((extension) => extension.slice(1)),
      success: ({ tempFiles: [file] }) =>
        resolve(file ? { path: file.path, name: file.name, size: file.size } : null),
      fail,
    })
    // #endif
    // #ifdef H5
    uni.chooseFile({
      count: 1,
      extension: FILE_EXTENSIONS,
      success: ({ tempFiles, tempFilePaths }) => {
        const file = (tempFiles as File[])[0]
        resolve(file ? { path: tempFilePaths[0], name: file.name, size: file.size } : null)
      },
      fail,
    })
    // #endif
  })
}
