// Searches in the index that the build makes (index.rs tells how it is written). The list of all pages stays where it
// is for those without scripts. Everything found is put in as text, never as markup.
(() => {
  "use strict";
  const form = document.querySelector("form[data-index]");
  if (!form) return;
  const field = form.querySelector("input");
  const status = document.getElementById("sok-status");
  const list = document.getElementById("sok-treff");
  const more = document.getElementById("sok-flere");
  const all = document.getElementById("sok-alle");
  const AT_ONCE = 10;
  const MOST_SHARDS = 4;
  const WAIT = 150;
  const SHORTEST_KNOWN = 4;
  const wordsOf = (text) => [...text.matchAll(/[\p{L}\p{N}]+/gu)];

  const fetched = new Map();
  const get = (name) => {
    if (!fetched.has(name)) {
      const answer = fetch(form.dataset.index + name).then((response) => {
        if (!response.ok) throw new Error(response.status);
        return response.json();
      });
      answer.catch(() => fetched.delete(name));
      fetched.set(name, answer);
    }
    return fetched.get(name);
  };

  // The number of the shard where a stem stands, if it stands anywhere.
  const shardOf = (index, stem) => {
    const after = index.shards.findIndex((first) => first > stem);
    return Math.max((after < 0 ? index.shards.length : after) - 1, 0);
  };

  const beginningWith = async (index, letters) => {
    const names = [];
    for (let n = shardOf(index, letters); names.length < MOST_SHARDS; n++) {
      names.push(n + ".json");
      if (!index.shards[n + 1]?.startsWith(letters)) break;
    }
    const shards = await Promise.all(names.map(get));
    return shards.flatMap(Object.entries).filter(([stem]) => stem.startsWith(letters));
  };

  // Stems with where they stand and what they are worth: the word without its ending, words that go on from it, or
  // else those that share its beginning.
  const find = async (index, word) => {
    const endings = index.endings.filter((end) => word.endsWith(end) && word.length - end.length > 1);
    const found = [];
    for (const stem of [word, ...endings.map((end) => word.slice(0, -end.length))]) {
      const shard = await get(shardOf(index, stem) + ".json");
      if (Object.hasOwn(shard, stem)) found.push([stem, shard[stem], 1]);
    }
    const longer = (await beginningWith(index, word)).filter(([stem]) => stem !== word);
    found.push(...longer.map((one) => [...one, 0.5]));
    for (let end = word.length - 1; !found.length && end >= Math.max(SHORTEST_KNOWN, word.length / 2); end--) {
      found.push(...(await beginningWith(index, word.slice(0, end))).map((one) => [...one, 0.25]));
    }
    return found;
  };

  // Pages that hold the most of the words, best first: {page, words, score, sections}.
  const rank = (index, foundOfWords) => {
    const pages = new Map();
    foundOfWords.forEach((found, number) => {
      for (const [, places, worth] of found) {
        let page = 0;
        const rare = Math.log(1 + (2 * index.pages) / places.length);
        for (let n = 0; n < places.length; n += 2) {
          page += places[n];
          const hit = pages.get(page) ?? { page, best: [], sections: new Map() };
          pages.set(page, hit);
          const score = (places[n + 1] & 15) * rare * worth;
          const section = places[n + 1] >> 4;
          hit.best[number] = Math.max(hit.best[number] ?? 0, score);
          hit.sections.set(section, (hit.sections.get(section) ?? 0) + score);
        }
      }
    });
    const hits = [...pages.values()];
    for (const hit of hits) {
      hit.words = Object.keys(hit.best).length;
      hit.score = hit.best.reduce((sum, score) => sum + score, 0);
    }
    const most = Math.max(0, ...hits.map((hit) => hit.words));
    const good = hits.filter((hit) => hit.words === most);
    return good.sort((a, b) => b.score - a.score || a.page - b.page);
  };

  const element = (name, className, ...content) => {
    const made = document.createElement(name);
    if (className) made.className = className;
    made.append(...content);
    return made;
  };

  // Some words around the first that was looked for, with those marked.
  const excerpt = (text, isHit) => {
    const hits = wordsOf(text).filter(([word]) => isHit(word.toLowerCase()));
    let start = Math.max(0, (hits[0]?.index ?? 0) - 80);
    if (start) start = text.indexOf(" ", start) + 1;
    let end = start + 220;
    if (end < text.length) end = text.lastIndexOf(" ", end);
    const pieces = [start ? "… " : ""];
    let at = start;
    for (const hit of hits.filter((hit) => hit.index + hit[0].length <= end)) {
      pieces.push(text.slice(at, hit.index), element("mark", "", hit[0]));
      at = hit.index + hit[0].length;
    }
    return [...pieces, text.slice(at, end), end < text.length ? " …" : ""];
  };

  const shown = async (hit, isHit) => {
    const page = await get(`pages/${hit.page}.json`);
    const [best] = [...hit.sections].sort((a, b) => b[1] - a[1] || a[0] - b[0])[0];
    const [id, heading, text] = page.sections[best];
    const link = element("a", "ds-link", page.title + (heading ? ` › ${heading}` : ""));
    link.href = page.address + (id && `#${encodeURIComponent(id)}`);
    const item = element("li", "", link);
    if (page.archived) item.append(" ", element("span", "ds-tag", form.dataset.archived));
    const found = wordsOf(text).some(([word]) => isHit(word.toLowerCase()));
    item.append(element("p", "", ...excerpt(found || !page.description || id ? text : page.description, isHit)));
    return item;
  };

  const say = (text, query, count = "") => {
    status.textContent = text.replace("{query}", query).replace("{count}", count);
  };

  let latest = 0;
  let showMore = () => {};
  const search = async () => {
    const own = ++latest;
    const query = field.value.trim();
    const address = new URL(location.href);
    if (query) address.searchParams.set("q", query);
    else address.searchParams.delete("q");
    history.replaceState(null, "", address);
    try {
      const index = query ? await get("index.json") : null;
      const words = wordsOf(query.toLowerCase()).map(([word]) => word);
      const telling = words.filter((word) => !index.common.includes(word));
      const found = await Promise.all(telling.map((word) => find(index, word)));
      const hits = query ? rank(index, found) : [];
      const stems = found.flat().map(([stem]) => stem);
      const isHit = (word) =>
        stems.some((stem) => word.startsWith(stem) && (word === stem || index.endings.includes(word.slice(stem.length))));
      const page = async (from) => {
        const items = await Promise.all(hits.slice(from, from + AT_ONCE).map((hit) => shown(hit, isHit)));
        if (own !== latest) return;
        if (!from) list.replaceChildren();
        list.append(...items);
        list.hidden = !hits.length;
        all.hidden = hits.length > 0;
        more.hidden = from + AT_ONCE >= hits.length;
        showMore = async () => {
          await page(from + AT_ONCE);
          items.length && list.children[from + AT_ONCE]?.querySelector("a").focus();
        };
      };
      await page(0);
      if (own !== latest) return;
      if (!query) say("", "");
      else if (!hits.length) say(form.dataset.none, query);
      else say(hits.length === 1 ? form.dataset.one : form.dataset.some, query, hits.length);
    } catch {
      if (own === latest) say(form.dataset.failed, query);
    }
  };

  let waiting;
  field.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(search, WAIT);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(waiting);
    search();
  });
  more.addEventListener("click", () => showMore());
  form.hidden = false;
  field.value = new URLSearchParams(location.search).get("q") ?? "";
  if (field.value) search();
})();
