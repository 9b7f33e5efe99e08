// The loader for pages of other people: one classic script that puts a player in place of what a page marks as a program.
//
//   <script async src="https://server/embed/v1/loader.js"></script>
//   <tapedeck-player expr="Q = 3a³ − b²" at="a:[2,3],b:[6,4]">Q = 3a³ − b²</tapedeck-player>
//   ```tapedeck   …   ```            a fenced block, as Markdown writers make of it; `# tapedeck: chain=a height=500` on top
//
// What was there stays readable until the player answers, and for good where it does not. Nothing of the page is sent
// anywhere but to the frame it stands in. Blocks of one chain share their names: each runs after those before it.
{
	/** Attributes that go on to the address of the frame. */
	const PARAMETERS = [
		...["lesson", "id", "expr", "at", "mode", "step", "show", "hide", "theme", "bg", "lang"],
		...["autoplay", "speed", "wheel", "digits", "ctx", "origin"],
	];
	/** Of the class that Markdown writers give to a block fenced as `tapedeck`, on the code or on a box around it. */
	const BLOCKS = 'pre > code[class*="language-tapedeck"], [class*="language-tapedeck"] pre, .highlight-tapedeck pre';
	const HEAD = /^\s*#\s*tapedeck:(.*)\n?/;
	const OPTION = /([a-z]+)=("[^"]*"|\S+)/g;
	const HEIGHT = { first: 640, least: 80, most: 5000 };
	const own = document.currentScript as HTMLScriptElement | null;
	const server = new URL(own?.src ?? location.href).origin;
	const chains = new Map<string, string>();
	const frames = new Map<MessageEventSource, HTMLIFrameElement>();

	/** A program as the fragment of an address: what the player's own links hold. */
	const wordOf = (state: object) => {
		const bytes = new TextEncoder().encode(JSON.stringify(state));
		const text = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
		return `1.j.${text.replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "")}`;
	};

	/** A frame after `place`, which is hidden as soon as the player stands. */
	const show = (place: HTMLElement, options: Map<string, string>, source: string | null) => {
		const address = new URL("/embed/v1", server);
		for (const name of PARAMETERS) {
			const value = options.get(name);
			if (value !== undefined) address.searchParams.set(name, value);
		}
		if (!options.has("lang") && document.documentElement.lang)
			address.searchParams.set("lang", document.documentElement.lang);
		if (source !== null) address.hash = `s=${wordOf(stateOf(source, options))}`;
		const frame = document.createElement("iframe");
		const height = Number(options.get("height"));
		if (height) address.searchParams.set("height", String(height));
		Object.assign(frame, { src: address.href, title: options.get("title") ?? "Tapedeck", loading: "lazy" });
		frame.setAttribute("sandbox", "allow-scripts");
		frame.style.cssText = `display:block;width:100%;height:${height || HEIGHT.first}px;border:0`;
		place.after(frame);
		if (frame.contentWindow !== null) frames.set(frame.contentWindow, frame);
	};

	const stateOf = (source: string, options: Map<string, string>) => {
		const chain = options.get("chain");
		const setup = chain === undefined ? "" : (chains.get(chain) ?? "");
		if (chain !== undefined) chains.set(chain, setup === "" ? source : `${setup.trimEnd()}\n\n${source}`);
		const language = options.get("language");
		return { source, ...(setup === "" ? {} : { setup }), ...(language === undefined ? {} : { language }) };
	};

	addEventListener("message", ({ source, data }) => {
		const frame = source === null ? undefined : frames.get(source);
		if (frame === undefined || data?.tapedeck !== 1) return;
		if (data.type === "loaded") (frame.previousElementSibling as HTMLElement | null)?.setAttribute("hidden", "");
		if (data.type === "error") frame.previousElementSibling?.removeAttribute("hidden");
		const height = Number(data.payload?.height);
		if (data.type === "resize" && !frame.src.includes("height=") && height > 0)
			frame.style.height = `${Math.min(Math.max(height, HEIGHT.least), HEIGHT.most)}px`;
	});

	class Player extends HTMLElement {
		private shown = false;

		connectedCallback(): void {
			if (this.shown) return;
			this.shown = true;
			const options = new Map(Array.from(this.attributes, ({ name, value }) => [name, value] as const));
			const named = ["lesson", "id", "expr"].some((name) => options.has(name));
			const place = document.createElement("div");
			place.append(...this.childNodes);
			this.append(place);
			this.style.display = "block";
			show(place, options, named ? null : (place.textContent ?? "").trim());
		}
	}

	const upgrade = () => {
		if (customElements.get("tapedeck-player") === undefined) customElements.define("tapedeck-player", Player);
		for (const found of document.querySelectorAll<HTMLElement>(BLOCKS)) {
			const block = found.closest("pre");
			if (block === null || block.dataset.tapedeck !== undefined) continue;
			block.dataset.tapedeck = "";
			const text = block.textContent ?? "";
			const options = new Map<string, string>();
			for (const [, name = "", value = ""] of (HEAD.exec(text)?.[1] ?? "").matchAll(OPTION))
				options.set(name, value.replace(/^"|"$/g, ""));
			show(block, options, text.replace(HEAD, "").trimEnd());
		}
	};

	if (document.readyState === "loading") addEventListener("DOMContentLoaded", upgrade);
	else upgrade();
}
