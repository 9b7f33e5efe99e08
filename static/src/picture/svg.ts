// Making SVG elements: the few lines that every drawing file would otherwise repeat.

const NAMESPACE = "http://www.w3.org/2000/svg";

export type Attributes = Readonly<Record<string, string | number>>;

/** An element with its attributes and children. `style` attributes are forbidden by the page's policy: use classes. */
export function svg<Tag extends keyof SVGElementTagNameMap>(
	tag: Tag,
	attributes: Attributes = {},
	...children: readonly (SVGElement | string)[]
): SVGElementTagNameMap[Tag] {
	const element = document.createElementNS(NAMESPACE, tag);
	for (const name in attributes) element.setAttribute(name, String(attributes[name]));
	element.append(...children);
	return element;
}

/** Sets text only where it differs: writing the same text still costs a layout. */
export function write(element: Element, text: string): void {
	if (element.textContent !== text) element.textContent = text;
}

/** Sets an attribute only where it differs. */
export function mark(element: Element, name: string, value: string): void {
	if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}
