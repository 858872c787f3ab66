import uni from '@dcloudio/vite-plugin-uni'
import { defineConfig } from 'vite'

const server = process.env.VITE_BANGBAN_URL || 'http://127.0.0.1:8000'

export default defineConfig({
  base: './',
  plugins: [uni()],
  server: {
    proxy: { '/api': server, '/ws': { target: server, ws: true } },
  },
})
