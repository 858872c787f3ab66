import plugin from '@dcloudio/vite-plugin-uni'
import { defineConfig, loadEnv } from 'vite'
import type { Plugin } from 'vite'

// The plugin is CommonJS: under Node's rules its default export comes wrapped once more.
const uni = (plugin as unknown as { default?: typeof plugin }).default ?? plugin

/** uni-app's base style preloads a shadow from a host of its own; our pages ask nobody but our server. */
function withoutOutsideImages(): Plugin {
  return {
    name: 'bangban:without-outside-images',
    enforce: 'post',
    generateBundle(_, bundle) {
      for (const file of Object.values(bundle)) {
        if (file.type !== 'asset' || !file.fileName.endsWith('.css')) continue
        file.source = String(file.source).replace(/url\(["']?https?:[^)]*\)/g, 'none')
      }
    },
  }
}

export default defineConfig(({ mode }) => {
  const server = loadEnv(mode, '.').VITE_BANGBAN_URL || 'http://127.0.0.1:8000'
  return {
    base: './',
    plugins: [uni(), withoutOutsideImages()],
    server: {
      proxy: { '/api': server, '/ws': { target: server, ws: true } },
    },
  }
})
