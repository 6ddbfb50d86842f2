/** What the fictional shop sells: the same products in every run, their answers written out beforehand. */

export interface Product {
  readonly sku: number;
  readonly name: string;
  readonly cents: number;
}

const kinds = ['kettle', 'lamp', 'blanket', 'headphones', 'bicycle', 'toaster', 'tent', 'puzzle', 'drill', 'scarf'];
const makes = ['Alder', 'Birch', 'Cedar', 'Dune', 'Ember', 'Fjord', 'Grove', 'Harbor', 'Inlet', 'Juniper'];

/** SKUs run from 1 to 1000. */
export const products: readonly Product[] = Array.from({ length: 1_000 }, (_, index) => ({
  sku: index + 1,
  name: `${makes[Math.floor(index / kinds.length) % makes.length]} ${kinds[index % kinds.length]}`,
  cents: 499 + ((index * 7_919) % 25_000),
}));

const written = products.map((product) => JSON.stringify({ ...product, currency: 'USD', inStock: true }));

/** A sku as it arrives: a number, or digits in a path. */
export function productOf(sku: unknown): Product | undefined {
  const number = typeof sku === 'string' && /^\d{1,6}$/.test(sku) ? Number(sku) : sku;
  return typeof number === 'number' ? products[number - 1] : undefined;
}

/** The product's page as JSON text. */
export function pageOf(product: Product): string {
  return written[product.sku - 1] ?? '';
}

export const homePage = JSON.stringify({
  shop: 'Stampede Outfitters',
  featured: products.slice(0, 8).map(({ sku, name }) => ({ sku, name })),
});

/** The first 20 products whose name holds the words. */
export function searchPage(words: string): string {
  const wanted = words.toLowerCase();
  const found: Product[] = [];
  for (const product of products) {
    if (product.name.toLowerCase().includes(wanted)) found.push(product);
    if (found.length === 20) break;
  }
  return JSON.stringify({ products: found });
}
