/** HTTP requests to the Bangban server. */

import { RequestFailed } from '../connection/ports'
import { serverUrl } from '../settings'

type Method = 'GET' | 'POST' | 'DELETE'

interface Options {
  token?: string
  body?: object
  timeout?: number
}

export function request<T>(method: Method, path: string, options: Options = {}): Promise<T> {
  return new Promise((resolve, reject) => {
    uni.request({
      url: serverUrl + path,
      method,
      data: options.body,
      timeout: options.timeout ?? 15_000,
      header: { 'Content-Type': 'application/json', ...authorization(options.token) },
      success: ({ statusCode, data }) => {
        if (statusCode >= 200 && statusCode < 300) resolve(data as T)
        else reject(failure(statusCode, data))
      },
      fail: () => reject(new RequestFailed(0, 'network', '')),
    })
  })
}

export interface UploadedFile {
  id: string
  name: string
  media_type: string
  size: number
}

export function upload(path: string, filePath: string, token: string): Promise<UploadedFile> {
  return new Promise((resolve, reject) => {
    uni.uploadFile({
      url: serverUrl + path,
      filePath,
      name: 'file',
      header: authorization(token),
      success: ({ statusCode, data }) => {
        if (statusCode === 201) resolve(JSON.parse(data) as UploadedFile)
        else reject(failure(statusCode, data))
      },
      fail: () => reject(new RequestFailed(0, 'network', '')),
    })
  })
}

function authorization(token?: string): Record<string, string> {
  return token ? { Authorization: `Bearer ${token}` } : {}
}

/** Error bodies are `{code, message}`; a proxy in front may answer with anything else. */
function failure(status: number, data: unknown): RequestFailed {
  let body = data
  if (typeof body === 'string') {
    try {
      body = JSON.parse(body)
    } catch {
      body = null
    }
  }
  const { code, message } = (body ?? {}) as { code?: unknown; message?: unknown }
  return new RequestFailed(
    status,
    typeof code === 'string' ? code : 'unknown',
    typeof message === 'string' ? message : '',
  )
}
