/** Regions and domains, as `/api/regions` and `/api/domains` give them. */

export interface Region {
  code: string
  name: string
  level: string
  parent: string | null
}

export interface DomainMatter {
  matter: string
  task_name: string
  guide_id: string
}

export interface Domain {
  domain: string
  name: string
  server_types: string[]
  matters: DomainMatter[]
}
