/** A guide in sections, in the order in which people need them; empty ones are left out. */

import type { Element, PlaceItem, StepItem } from '../contract/events'
import type { Guide } from '../contract/guide'
import type { Texts } from '../texts/zh'
import { conditionInWords } from './conditions'
import { hoursInWords } from './hours'

export interface Row {
  label: string
  value: string
  note?: string
}

export interface Item {
  title: string
  tag?: string
  when?: string
  rows: Row[]
}

export interface Link {
  label: string
  url: string
}

export interface Section {
  element: Element
  title: string
  paragraphs: string[]
  rows: Row[]
  items: Item[]
  steps: StepItem[]
  places: PlaceItem[]
  links: Link[]
}

/** Elements that stand within the section of another. */
const WITHIN: Partial<Record<Element, Element>> = { hours: 'location', contact: 'department' }

export function sectionOf(element: string | undefined, sections: readonly Section[]): Element | null {
  const wanted = [element, WITHIN[element as Element]]
  return wanted.flatMap((one) => sections.filter((section) => section.element === one))[0]?.element ?? null
}

export function sectionsOf(guide: Guide, regionName: string, t: Texts): Section[] {
  const when = (condition: string | null) =>
    condition ? t.onlyWhen(conditionInWords(condition, guide.situations, t)) : ''
  const section = (element: Element, parts: Partial<Section>): Section => ({
    element,
    title: t.elements[element],
    paragraphs: [],
    items: [],
    steps: [],
    places: [],
    links: [],
    ...parts,
    rows: filled(parts.rows ?? []),
  })
  const all = [
    section('summary', {
      paragraphs: [guide.summary],
      rows: [
        { label: t.result, value: guide.result_name },
        { label: t.audience, value: guide.server_type.join(t.listSeparator) },
        { label: t.kind, value: guide.project_type },
        { label: t.ways, value: guide.handle_type.join(t.listSeparator) },
        { label: t.area, value: guide.handle_area },
      ],
    }),
    section('conditions', {
      items: guide.accept_condition.map(({ text, condition, by_law }) => ({
        title: text,
        when: when(condition),
        rows: filled([{ label: t.basis, value: by_law }]),
      })),
      rows: [{ label: t.limits, value: guide.limit_explain }],
    }),
    section('materials', {
      items: guide.materials.map((material) => ({
        title: material.material_name,
        tag: material.is_need,
        when: when(material.condition),
        rows: filled([
          { label: t.form, value: [material.original, t.copies(material.page_num), material.page_format].filter(Boolean).join(t.listSeparator) },
          { label: t.source, value: material.source_explain },
          { label: t.filling, value: material.fill_explain },
          { label: t.standard, value: material.accept_stand },
          { label: t.exemption, value: material.exempt_explain },
          { label: t.basis, value: material.by_law },
          { label: t.remark, value: material.remark },
        ]),
      })),
    }),
    section('fees', {
      paragraphs: guide.is_fee === false ? [t.free] : [],
      items: guide.fees.map((fee) => ({
        title: fee.fee_name,
        when: when(fee.condition),
        rows: filled([
          { label: t.standardFee, value: fee.fee_stand },
          { label: t.reduction, value: fee.desc_explain },
          { label: t.basis, value: fee.by_law },
          { label: t.remark, value: fee.remark },
        ]),
      })),
      rows: [{ label: t.remark, value: guide.fee_explain }],
    }),
    section('benefit', { paragraphs: [guide.benefit_explain] }),
    section('time_limit', {
      rows: [
        { label: t.promise, value: span(guide.promise_day, guide.promise_type), note: guide.promise_explain },
        { label: t.statutory, value: span(guide.anticipate_day, guide.anticipate_type), note: guide.anticipate_explain },
        { label: t.special, value: guide.special_procedure },
      ],
    }),
    section('process', { steps: guide.handle_flow }),
    section('online', {
      steps: guide.online_flow,
      rows: guide.is_online ? [{ label: t.depth, value: guide.online_handle_depth }] : [],
      links: guide.mobile_terminal_url
        ? [{ label: t.elements.online, url: guide.mobile_terminal_url }]
        : [],
    }),
    section('location', {
      places: guide.windows.map((window) => ({
        name: window.name,
        region_name: regionName,
        address: window.address,
        phone: window.phone,
        hours: hoursInWords(window.opening_hours, t),
        remark: window.hours_remark,
        longitude: window.longitude,
        latitude: window.latitude,
      })),
      rows: [
        { label: t.address, value: guide.transact_addr },
        { label: t.hours, value: guide.transact_time },
      ],
    }),
    section('appointment', { paragraphs: [guide.schedule_explain] }),
    section('delivery', { paragraphs: [guide.express_explain] }),
    section('visits', {
      rows: [
        {
          label: t.elements.visits,
          value: guide.limit_scene_num === null ? '' : t.times(guide.limit_scene_num),
          note: guide.limit_scene_explain,
        },
      ],
    }),
    section('result', {
      rows: [{ label: guide.result_type || t.result, value: guide.result_name, note: guide.result_explain }],
    }),
    section('questions', {
      items: guide.questions.map(({ question, answer }) => ({
        title: question,
        rows: [{ label: '', value: answer }],
      })),
    }),
    section('legal_basis', {
      items: guide.by_law.map(({ name, article, content }) => ({
        title: [name, article].filter(Boolean).join(' '),
        rows: filled([{ label: '', value: content }]),
      })),
      links: guide.by_law.filter(({ url }) => url).map(({ name, url }) => ({ label: name, url })),
    }),
    section('department', {
      rows: [
        { label: t.department, value: guide.dept_name },
        { label: t.otherDepartment, value: guide.other_dept },
        { label: t.phone, value: guide.link_way },
        { label: t.address, value: guide.link_addr },
      ],
    }),
    section('complaint', { paragraphs: [guide.supervise_way] }),
  ]
  return all
    .map((one) => ({ ...one, paragraphs: one.paragraphs.filter(Boolean) }))
    .filter((one) => [one.paragraphs, one.rows, one.items, one.steps, one.places, one.links].some((part) => part.length))
}

function filled(rows: Row[]): Row[] {
  return rows.filter(({ value, note }) => value || note)
}

function span(count: number | null, unit: string): string {
  return count === null ? '' : `${count} 个${unit}`.replace(/个(小时|分钟)/, '$1')
}
