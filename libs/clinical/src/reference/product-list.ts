// In: nothing (the list is schema/reference/products.json, embedded as it stands). Out: the products, by their code, a former code, an INN, a trade
// name or an alias. A code that is not in the list is nobody's fault: new products come before the list has them.
import { PRODUCT_DATA } from './embedded.ts';

export interface Indication {
  /** Of PRIMARY_DISEASE. */
  readonly diseases: readonly string[];
  /** Years completed. */
  readonly minAge?: number;
  readonly maxAge?: number;
  /** Lines of treatment before. */
  readonly minLines?: number;
  readonly maxLines?: number;
  /** One of these, of Diagnosis.lymphomaRefractoriness. */
  readonly refractoriness?: readonly string[];
  /** One of these; no item of the data set says it, so it leaves the label open. */
  readonly states?: readonly string[];
  /** Classes to which the disease was exposed (see drug-classes). */
  readonly exposure?: readonly string[];
  readonly refractoryTo?: readonly string[];
  readonly progressedOnLast?: boolean;
  /** First month or year; absent when the product began with it, or when that is not confirmed. */
  readonly from?: string;
  readonly detail?: string;
  /** Not confirmed in a public source: nothing is derived from it. */
  readonly confirmed: boolean;
}

/** In 10*6 CAR-positive viable T cells. */
export interface LabelledDose {
  readonly diseases: readonly string[];
  /** kg. */
  readonly maxWeight?: number;
  readonly overWeight?: number;
  readonly perKg?: DoseRange;
  readonly total?: DoseRange;
  readonly confirmed: boolean;
  readonly source?: string;
  readonly detail?: string;
}

export interface DoseRange {
  readonly min?: number;
  readonly max?: number;
  /** The dose that is aimed at, where the label gives no range. */
  readonly target?: number;
}

export interface ListedProduct {
  /** ATC code, or how a product without one is called. */
  readonly code: string;
  readonly tradeName: string | null;
  readonly inn: string;
  readonly aliases: readonly string[];
  readonly formerCodes: readonly { readonly code: string; readonly confirmed: boolean }[];
  readonly targets: readonly string[];
  readonly costimulatoryDomain: string | null;
  readonly vector: string | null;
  readonly cellSource: string;
  readonly hospitalExemption?: { readonly country: string; readonly from: string | null };
  readonly indications: readonly Indication[];
  readonly doses: readonly LabelledDose[];
  /** Which numbers a hospital's file must hold; the numbers stay there. */
  readonly identifiers: { readonly lot: boolean; readonly cellProduct: boolean; readonly componentLots: number };
  readonly plannedDoses: number;
  readonly procedureCodes: { readonly codes: readonly string[]; readonly confirmed: boolean } | null;
}

const { version, products } = PRODUCT_DATA as { readonly version: string; readonly products: readonly ListedProduct[] };
export const PRODUCT_LIST = products;
export const PRODUCT_LIST_VERSION = version;

const plain = (text: string): string => text.toLowerCase().replaceAll(/[^a-z0-9]/g, '');

const byName = new Map(
  PRODUCT_LIST.flatMap((product) =>
    [
      product.code,
      product.inn,
      product.tradeName ?? '',
      ...product.aliases,
      ...product.formerCodes.map(({ code }) => code),
    ]
      .filter((name) => name !== '')
      .map((name) => [plain(name), product] as const),
  ),
);

const byCode = new Map(PRODUCT_LIST.map((product) => [product.code, product]));

/** By the code as it stands in a record. */
export const listedProduct = (code: unknown): ListedProduct | undefined =>
  typeof code === 'string' ? byCode.get(code) : undefined;

/** By any of its names, however they are written: for what a file or a form calls it. */
export const productNamed = (name: string): ListedProduct | undefined => byName.get(plain(name));
