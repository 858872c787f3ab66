/** Choose a file, upload it, and make it part of the conversation. */

import { ref } from 'vue'
import { chooseFile } from '../platform/device'
import { upload } from '../platform/http'
import { FILE_BYTES, FILE_EXTENSIONS } from '../settings'
import { texts } from '../texts'
import { identified, notice, submitFile } from './store'

export const uploading = ref(false)

export async function attach(): Promise<void> {
  const file = await chooseFile()
  if (!file) return
  const fits = FILE_EXTENSIONS.some((extension) => file.name.toLowerCase().endsWith(extension))
  if (!fits || file.size > FILE_BYTES) {
    notice.value = fits ? texts.value.fileTooLarge : texts.value.fileWrongType
    return
  }
  notice.value = ''
  uploading.value = true
  try {
    const identity = await identified()
    if (!identity) throw new Error('no conversation')
    const path = `/api/conversations/${encodeURIComponent(identity.id)}/files`
    const uploaded = await upload(path, file.path, identity.token)
    submitFile(uploaded.id, uploaded.name)
  } catch (error) {
    notice.value = (error as Error).name === 'RequestFailed' && (error as Error).message
      ? (error as Error).message
      : texts.value.fileFailed
  } finally {
    uploading.value = false
  }
}
