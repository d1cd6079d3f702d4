/** A managed name: `label` under `zone`, kept at `provider`. */
export interface Service {
  /** Friendly name, for people. */
  readonly name: string;
  /** Zone in lower case without a final dot, e.g. `example.com`. */
  readonly zone: string;
  /** Host part in lower case, `@` for the zone itself. */
  readonly label: string;
  /** Name of the account's provider, e.g. `Ali`. */
  readonly provider: string;
}

/** `zone/label`: unique in a cluster. */
export type ServiceKey = string;

export function serviceKey(service: { readonly zone: string; readonly label: string }): ServiceKey {
  return `${service.zone}/${service.label}`.toLowerCase();
}

/** The name visitors use, e.g. `www.example.com`. */
export function fullName(service: { readonly zone: string; readonly label: string }): string {
  return service.label === '@' ? service.zone : `${service.label}.${service.zone}`;
}
