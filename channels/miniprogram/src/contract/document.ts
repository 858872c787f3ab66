/** A policy or notice in running text, the same as `knowledge_base/documents.py`. */

export interface PolicyDocument {
  document_id: string
  title: string
  text: string
  region_code: string
  publisher: string
  source_url: string
  effective_from: string | null
  effective_to: string | null
  demonstration: boolean
}
