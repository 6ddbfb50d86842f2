/** What is read of an OpenAPI 3 document, references resolved; validated before, so that it can be taken at its word. */

export interface OpenApiDocument {
  readonly servers?: readonly Server[];
  readonly paths?: Readonly<Record<string, PathItem>>;
  readonly security?: readonly SecurityRequirement[];
  readonly components?: {
    readonly securitySchemes?: Readonly<Record<string, SecurityScheme>>;
    readonly schemas?: Readonly<Record<string, unknown>>;
  };
}

export interface Server {
  readonly url: string;
  readonly variables?: Readonly<Record<string, { readonly default: string }>>;
}

export interface PathItem extends Readonly<Partial<Record<string, unknown>>> {
  readonly parameters?: readonly Parameter[];
  readonly servers?: readonly Server[];
}

export interface Operation {
  readonly operationId?: string;
  readonly deprecated?: boolean;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly required?: boolean; readonly content?: Readonly<Record<string, MediaType>> };
  readonly responses?: Readonly<Record<string, unknown>>;
  readonly security?: readonly SecurityRequirement[];
  readonly servers?: readonly Server[];
}

export type SecurityRequirement = Readonly<Record<string, readonly string[]>>;

export interface SecurityScheme {
  readonly type: 'apiKey' | 'http' | 'oauth2' | 'openIdConnect' | 'mutualTLS';
  readonly in?: 'query' | 'header' | 'cookie';
  readonly name?: string;
  readonly scheme?: string;
}

/** Where an example may stand. */
export interface Exemplified {
  readonly example?: unknown;
  readonly examples?: Readonly<Record<string, { readonly value?: unknown }>>;
  readonly schema?: Schema;
}

export interface MediaType extends Exemplified {}

export interface Parameter extends Exemplified {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header' | 'cookie';
  readonly required?: boolean;
  readonly style?: string;
  readonly explode?: boolean;
  readonly content?: Readonly<Record<string, MediaType>>;
}

export interface Schema extends Readonly<Record<string, unknown>> {
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly example?: unknown;
  readonly examples?: readonly unknown[];
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
}
