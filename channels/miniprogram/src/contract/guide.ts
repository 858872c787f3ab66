/** A service guide, the same as `knowledge_base/schemas.py` in what the pages show. */

export interface AcceptCondition {
  text: string
  condition: string | null
  by_law: string
}

export interface Situation {
  id: string
  question: string
  options: { id: string; name: string }[]
}

export interface Material {
  material_name: string
  material_type: string
  material_format: string
  original: string
  is_need: string
  page_num: number
  page_format: string
  source_type: string
  source_explain: string
  fill_explain: string
  accept_stand: string
  exempt_explain: string
  by_law: string
  condition: string | null
  remark: string
}

export interface Fee {
  fee_name: string
  fee_stand: string
  by_law: string
  desc_explain: string
  condition: string | null
  remark: string
}

export interface OpeningHours {
  days: number[]
  opens: string
  closes: string
}

export interface Window {
  window_id: string
  name: string
  region_code: string
  address: string
  phone: string
  opening_hours: OpeningHours[]
  hours_remark: string
  longitude: number | null
  latitude: number | null
}

export interface FlowStep {
  name: string
  description: string
}

export interface LegalBasis {
  name: string
  article: string
  content: string
  url: string
}

export interface Guide {
  guide_id: string
  matter: string
  region_code: string
  version: string
  task_state: string
  effective_from: string | null
  effective_to: string | null
  source_url: string
  demonstration: boolean
  task_name: string
  aliases: string[]
  domain: string
  dept_name: string
  project_type: string
  server_type: string[]
  handle_type: string[]
  summary: string
  accept_condition: AcceptCondition[]
  handle_flow: FlowStep[]
  online_flow: FlowStep[]
  anticipate_day: number | null
  anticipate_type: string
  anticipate_explain: string
  promise_day: number | null
  promise_type: string
  promise_explain: string
  limit_scene_num: number | null
  limit_scene_explain: string
  special_procedure: string
  /** Null: the source does not say. */
  is_fee: boolean | null
  fee_explain: string
  benefit_explain: string
  transact_addr: string
  transact_time: string
  link_way: string
  supervise_way: string
  link_addr: string
  mobile_terminal_url: string
  handle_area: string
  is_online: boolean
  online_handle_depth: string
  is_schedule: boolean
  schedule_explain: string
  is_pay_online: boolean
  is_express: boolean
  express_explain: string
  limit_explain: string
  other_dept: string
  result_name: string
  result_type: string
  result_explain: string
  by_law: LegalBasis[]
  situations: Situation[]
  materials: Material[]
  fees: Fee[]
  windows: Window[]
  questions: { question: string; answer: string }[]
}
