// The page's behaviour: markers and source cards, the reading drawer, the shelf, copy and export, light and dark.
// Everything listens on the document, because Gradio redraws the parts below it whenever an answer comes.
(() => {
  'use strict';
  const all = (selector, root = document) => Array.from(root.querySelectorAll(selector));
  const one = (selector, root = document) => root.querySelector(selector);
  const store = {
    get: (key) => { try { return localStorage.getItem(key); } catch { return null; } },
    set: (key, value) => { try { localStorage.setItem(key, value); } catch { /* private window: forget */ } },
  };

  // Light and dark -----------------------------------------------------------------------------------------------
  const prefersDark = matchMedia('(prefers-color-scheme: dark)');
  const isDark = () => { const kept = store.get('ronghe-theme'); return kept ? kept === 'dark' : prefersDark.matches; };
  function applyTheme() {
    const dark = isDark();
    document.documentElement.classList.toggle('dark', dark);
    document.documentElement.style.colorScheme = dark ? 'dark' : 'light';
    if (document.body) document.body.classList.toggle('dark', dark);
  }
  applyTheme();
  prefersDark.addEventListener('change', applyTheme);
  document.addEventListener('DOMContentLoaded', () => {
    applyTheme();
    new MutationObserver(() => {
      if (document.body.classList.contains('dark') !== isDark()) applyTheme();
    }).observe(document.body, { attributes: true, attributeFilter: ['class'] });
    new MutationObserver(onRedraw).observe(document.body, { childList: true, subtree: true, characterData: true });
    new ResizeObserver(keepInView).observe(document.body);
  });

  // Sources beside the answer ------------------------------------------------------------------------------------
  let shownTurn = null;
  let seenTurns = '';
  let scheduled = false;
  function onRedraw() {
    if (scheduled) return;
    scheduled = true;
    requestAnimationFrame(() => { scheduled = false; followThread(); followVersion(); fetchVisible(); });
  }

  function followThread() {
    const turns = all('#thread [data-turn]');
    const ids = turns.map((turn) => turn.dataset.turn).join(' ');
    const live = one('#live .turn');
    document.documentElement.classList.toggle('answering', Boolean(live && !live.classList.contains('failed')));
    if (ids !== seenTurns) {
      const grew = turns.length > 0 && ids.startsWith(seenTurns);
      seenTurns = ids;
      shownTurn = turns.length ? turns[turns.length - 1] : null;
      showSources(shownTurn);
      if (grew && !left) follow(shownTurn);
      left = false;
    } else if (live && live !== running) {
      if (!running) left = false;
      if (!left) follow(live); // drawn anew with every word
    }
    running = live;
  }

  // The newest turn stays in view while it grows: Gradio lays it out in several steps, some of them late.
  let followed = null;
  let followedUntil = 0;
  let running = null;
  let left = false; // the reader scrolled away from the running turn
  function follow(turn) {
    followed = turn;
    followedUntil = Date.now() + 1500;
    keepInView();
  }
  function unfollow() {
    if (running) left = true;
    followed = null;
  }
  /** The end of the turn above the composer; of a turn too tall for that, its question below the bars at the top. */
  function keepInView() {
    if (!followed) return;
    if (!followed.isConnected || Date.now() > followedUntil) { followed = null; return; }
    if (!followed.offsetParent) return;
    const [bar, composer] = [one('#talk-bar'), one('#composer')];
    const place = followed.getBoundingClientRect();
    const room = { top: bar.getBoundingClientRect().bottom, bottom: composer.getBoundingClientRect().top };
    const shift = Math.min(place.bottom - room.bottom, place.top - room.top);
    if (Math.abs(shift) > 1) document.scrollingElement.scrollBy({ top: shift, behavior: 'instant' });
  }
  ['wheel', 'touchmove', 'pointerdown', 'keydown'].forEach((kind) => {
    document.addEventListener(kind, (event) => {
      if (kind !== 'keydown' || ['PageUp', 'PageDown', 'Home', 'End', 'ArrowUp', 'ArrowDown'].includes(event.key)) unfollow();
    }, { capture: true, passive: true });
  });

  function showSources(turn) {
    const panel = one('#sources .sources');
    if (!panel) return;
    const kept = turn && one('.turn-sources', turn);
    const heading = document.createElement('h3');
    if (!kept) {
      panel.classList.add('empty');
      heading.textContent = panel.dataset.heading || (panel.dataset.heading = one('h3', panel).textContent);
      panel.dataset.quiet = panel.dataset.quiet || (one('.quiet', panel) || {}).textContent || '';
      const quiet = document.createElement('p');
      quiet.className = 'quiet';
      quiet.textContent = panel.dataset.quiet;
      panel.replaceChildren(heading, quiet);
      return;
    }
    panel.dataset.heading = panel.dataset.heading || one('h3', panel).textContent;
    panel.dataset.quiet = panel.dataset.quiet || (one('.quiet', panel) || {}).textContent || '';
    panel.classList.remove('empty');
    heading.textContent = kept.dataset.heading;
    panel.replaceChildren(heading, one('.cards', kept).cloneNode(true));
    panel.parentElement.scrollTop = 0;
    panel.dataset.of = turn.dataset.turn;
  }

  const isNarrow = () => getComputedStyle(one('#aside') || document.body).display === 'none';

  function selectCard(marker) {
    const turn = marker.closest('[data-turn]');
    const number = marker.dataset.marker;
    if (!turn) {
      all('.marker.selected').forEach((m) => m.classList.remove('selected'));
      marker.classList.add('selected');
      return selectIn(marker.closest('.cited') || document, number);
    }
    const panel = one('#sources .sources');
    if (panel && panel.dataset.of !== turn.dataset.turn) { shownTurn = turn; showSources(turn); }
    const kept = one('.turn-sources', turn);
    if (isNarrow() && kept) kept.open = true;
    all('.marker.selected').forEach((m) => m.classList.remove('selected'));
    all(`.marker[data-marker="${number}"]`, turn).forEach((m) => m.classList.add('selected'));
    unfollow();
    selectIn(isNarrow() ? kept : panel, number);
  }

  /** From a card back to the first sentence that cites it. */
  function showMarker(card) {
    const root = card.closest('#sources') ? shownTurn : card.closest('[data-turn], .cited');
    const marker = root && one(`.marker[data-marker="${card.dataset.card}"]`, root);
    if (!marker) return;
    all('.marker.selected').forEach((m) => m.classList.remove('selected'));
    all('.card.selected').forEach((other) => other.classList.remove('selected'));
    card.classList.add('selected');
    marker.classList.add('selected');
    const place = marker.getBoundingClientRect();
    const [bar, composer] = [one('#talk-bar'), one('#composer')];
    const low = composer && composer.offsetParent ? composer.getBoundingClientRect().top : innerHeight;
    const high = bar && bar.offsetParent ? bar.getBoundingClientRect().bottom : 100;
    if (place.top < high || place.bottom > low) marker.scrollIntoView({ block: 'center', behavior: smoothly() });
  }
  const smoothly = () => (matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth');

  function selectIn(root, number) {
    if (!root) return;
    all('.card.selected').forEach((card) => card.classList.remove('selected'));
    const card = one(`[data-card="${number}"]`, root);
    if (!card) return;
    card.classList.add('selected');
    card.scrollIntoView({ block: 'nearest', behavior: smoothly() });
    card.focus({ preventScroll: true });
  }

  // Every tab keeps the place it was left at ----------------------------------------------------------------------
  const places = {};
  const currentTab = () => (one('#tabs > .tab-wrapper [role="tab"][aria-selected="true"]') || { id: '' }).id;
  document.addEventListener('click', (event) => {
    const tab = event.target.closest?.('#tabs > .tab-wrapper [role="tab"]');
    if (!tab || tab.id === currentTab()) return;
    places[currentTab()] = scrollY;
    const wanted = places[tab.id] || 0;
    const restore = (tries) => {
      scrollTo({ top: wanted, behavior: 'instant' });
      if (Math.abs(scrollY - wanted) > 1 && tries > 0 && currentTab() === tab.id) requestAnimationFrame(() => restore(tries - 1));
    };
    setTimeout(() => requestAnimationFrame(() => restore(20)), 0);
  }, true);

  // The quote under the pointer ----------------------------------------------------------------------------------
  function showQuote(marker) {
    const card = one('#quote-card');
    if (!card) return;
    const where = document.createElement('b');
    where.textContent = marker.dataset.where;
    const quote = document.createElement('q');
    quote.textContent = marker.dataset.quote;
    card.replaceChildren(where, quote);
    card.hidden = false;
    const at = marker.getBoundingClientRect();
    const width = Math.min(380, innerWidth - 24);
    card.style.width = `${width}px`;
    card.style.left = `${Math.max(12, Math.min(at.left - 24, innerWidth - width - 12))}px`;
    const below = at.bottom + 8;
    card.style.top = below + card.offsetHeight < innerHeight - 8 ? `${below}px` : `${Math.max(8, at.top - card.offsetHeight - 8)}px`;
  }
  function hideQuote() { const card = one('#quote-card'); if (card) card.hidden = true; }
  document.addEventListener('mouseover', (event) => {
    const marker = event.target.closest?.('.marker');
    if (marker) showQuote(marker); else hideQuote();
  });
  document.addEventListener('focusin', (event) => {
    if (event.target.matches?.('.marker') && event.target.matches(':focus-visible')) showQuote(event.target); else hideQuote();
  });
  document.addEventListener('scroll', hideQuote, true);

  // The reading drawer -------------------------------------------------------------------------------------------
  let before = null;
  async function openDrawer(address) {
    const body = one('#drawer-body');
    if (!body) return;
    before = document.activeElement;
    const html = await fetchText(address);
    body.innerHTML = html;
    document.documentElement.classList.add('reading');
    one('#drawer .drawer').focus({ preventScroll: true });
    showMark(body);
  }
  function closeDrawer() {
    document.documentElement.classList.remove('reading');
    if (before && before.isConnected) before.focus({ preventScroll: true });
  }
  function showMark(root) {
    const mark = one('mark', root);
    if (mark) mark.scrollIntoView({ block: 'center' });
    else root.scrollTop = 0;
  }

  // The shelf and the reader of 文章 -------------------------------------------------------------------------------
  async function fetchText(address) {
    try {
      const answer = await fetch(address, { headers: { 'x-requested-with': 'ronghe' } });
      const words = await answer.text();
      return (answer.headers.get('content-type') || '').includes('text/html') ? words : `<p class="quiet">${escapeText(errorOf(words))}</p>`;
    } catch {
      return '<p class="quiet">连不上本机的服务，请看看启动它的窗口是否还开着。</p>';
    }
  }
  const errorOf = (words) => { try { return JSON.parse(words).error || words; } catch { return words; } };
  const escapeText = (words) => { const p = document.createElement('p'); p.textContent = words; return p.innerHTML; };

  function fetchVisible() {
    all('[data-fetch]').forEach(async (place) => {
      if (place.dataset.fetched || !place.offsetParent) return;
      place.dataset.fetched = '1';
      await fillShelf();
    });
  }
  // The head may tell of a version long after it was made: only a change of what it says counts, and a reader's own
  // corrections are on the screen already.
  let toldVersion = '';
  const ownVersions = new Set();
  function followVersion() {
    const now = (one('.status') || { dataset: {} }).dataset.version || '';
    if (!now || now === toldVersion) return;
    const first = !toldVersion;
    toldVersion = now;
    const room = one('.reading-room');
    if (first || ownVersions.has(now) || !room) return;
    delete room.dataset.shown;
    opening += 1;
    one('#reader').replaceChildren();
    room.classList.remove('open');
    all('[data-fetch]').forEach((place) => delete place.dataset.fetched);
  }
  let shelfQuery = 0;
  async function fillShelf() {
    const list = one('#shelf-list');
    if (!list) return;
    const turn = ++shelfQuery;
    const query = (one('#shelf-filter') || {}).value || '';
    const html = await fetchText(`${list.dataset.fetch}${query ? `?q=${encodeURIComponent(query)}` : ''}`);
    if (turn !== shelfQuery) return;
    list.innerHTML = html;
    const first = one('.shelf-row', list);
    const room = list.closest('.reading-room');
    if (first && !room.dataset.shown && innerWidth > 760) openArticle(first.dataset.open);
    else markOpen(room.dataset.shown || '');
  }
  function markOpen(address) {
    const bare = address.split('?')[0];
    all('.shelf-row').forEach((row) => row.setAttribute('aria-current', String(row.dataset.open === bare)));
  }
  let opening = 0; // of several articles asked for, the last one is shown
  /** `mended` is the offset that a correction was about, to keep it in view. */
  async function openArticle(address, mended) {
    const turn = ++opening;
    const reader = one('#reader');
    if (!reader) return;
    const room = reader.closest('.reading-room');
    room.dataset.shown = address.split('?')[0];
    room.classList.add('open');
    const html = await fetchText(address);
    if (turn !== opening) return;
    const paned = one('.panes', reader);
    const held = paned ? one('.pane', paned).scrollTop : 0;
    reader.innerHTML = html;
    markOpen(address);
    const pane = one('.panes .pane', reader);
    if (pane) {
      if (held) pane.scrollTop = held;
      const chosen = one('.fragment.chosen', pane);
      const joined = one('.fragment.chosen .seam', pane);
      const start = joined ? joined.closest('.fragment') : chosen;
      if (start && !held) pane.scrollTop = start.offsetTop - (joined ? pane.clientHeight / 2 : 56);
      const restored = one('.panes .pane:last-child', reader);
      const seam = one('.seam', restored);
      if (seam) restored.scrollTop = seam.closest('p').offsetTop - 56;
    } else showMark(reader);
    if (innerWidth <= 760) scrollNarrow(pane, mended);
  }
  /** On a phone the page itself scrolls: to the fragment corrected, else to a join, else to the article's first. */
  function scrollNarrow(pane, mended) {
    const asked = pane && (one(`.fragment [data-join="${mended}"]`, pane) || one('.fragment.chosen .seam', pane));
    const start = asked ? asked.closest('.fragment') : pane && one('.fragment.chosen', pane);
    if (start) start.scrollIntoView({ block: asked ? 'center' : 'start', behavior: 'instant' });
    else scrollTo({ top: 0, behavior: 'instant' });
  }
  function goTo(address) {
    closeDrawer();
    const room = one('.reading-room');
    const tab = one('#tab-articles-button');
    if (tab) tab.click();
    if (room) room.dataset.shown = address;
    const wait = setInterval(() => {
      if (!one('#reader') || !one('#reader').offsetParent) return;
      clearInterval(wait);
      openArticle(address);
    }, 50);
    setTimeout(() => clearInterval(wait), 5000);
  }
  function mendBy(button) {
    const number = (value) => (value === undefined ? null : Number(value));
    const { mend: action, start, target } = button.dataset;
    button.disabled = true;
    mend(button.closest('[data-document]'), action, number(start) || 0, number(target)).finally(() => { button.disabled = false; });
  }
  async function mend(page, action, start, target) {
    const reader = one('#reader');
    reader.classList.add('mending');
    let told = '';
    try {
      const answer = await fetch('page/mend', {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-requested-with': 'ronghe' },
        body: JSON.stringify({ document: page.dataset.document, action, start, target }),
      });
      const said = await answer.json();
      if (answer.ok) {
        ownVersions.add(said.version);
        await fillShelf();
        await openArticle(said.open.replaceAll('&amp;', '&'), start);
        one('.status').dispatchEvent(new Event('ronghe:stale', { bubbles: true })); // the head counts the articles
      } else told = said.error || '';
    } catch { told = '连不上本机的服务，请看看启动它的窗口是否还开着。'; }
    reader.classList.remove('mending');
    if (told) {
      const note = document.createElement('p');
      note.className = 'outcome bad';
      note.setAttribute('role', 'alert');
      note.textContent = told;
      reader.prepend(note);
    }
  }
  // To join two fragments a reader picks the second one from its menu, then clicks the first.
  let joining = null;
  function chooseFirst(button) {
    const page = button.closest('.extracted');
    joining = { page, start: Number(button.dataset.join) };
    button.closest('details').removeAttribute('open');
    button.closest('.fragment').classList.add('taken');
    page.classList.add('choosing');
    one('.choosing-note', page).hidden = false;
    all('.fragment[data-after]:not(.taken)', page).forEach((f) => { f.tabIndex = 0; f.setAttribute('role', 'button'); });
  }
  function endChoosing() {
    if (!joining) return;
    const { page } = joining;
    joining = null;
    page.classList.remove('choosing');
    one('.choosing-note', page).hidden = true;
    all('.fragment[data-after]', page).forEach((f) => { f.classList.remove('taken'); f.removeAttribute('tabindex'); f.removeAttribute('role'); });
  }
  function joinTo(fragment) {
    const { page, start } = joining;
    endChoosing();
    mend(page, 'join', start, Number(fragment.dataset.after));
  }
  let typing = 0;
  document.addEventListener('input', (event) => {
    if (event.target.id !== 'shelf-filter') return;
    clearTimeout(typing);
    typing = setTimeout(fillShelf, 180);
  });

  // Copy and export ----------------------------------------------------------------------------------------------
  async function copyText(words) {
    try { await navigator.clipboard.writeText(words); return true; } catch { /* no permission: the old way */ }
    const area = document.createElement('textarea');
    area.value = words;
    area.style.position = 'fixed';
    area.style.opacity = '0';
    document.body.append(area);
    area.select();
    const done = document.execCommand('copy');
    area.remove();
    return done;
  }
  function saveText(words, name) {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([words], { type: 'text/markdown;charset=utf-8' }));
    link.download = `${name.replace(/[\\/:*?"<>|\s]+/g, '') || 'answer'}.md`;
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }
  function say(button, words) {
    const label = Array.from(button.childNodes).find((n) => n.nodeType === Node.TEXT_NODE && n.textContent.trim());
    if (!label || button.dataset.said) return;
    button.dataset.said = label.textContent;
    label.textContent = words;
    setTimeout(() => { label.textContent = button.dataset.said; delete button.dataset.said; }, 1600);
  }

  // Clicks and keys ----------------------------------------------------------------------------------------------
  document.addEventListener('click', async (event) => {
    const target = event.target;
    if (!target.closest) return;
    all('details.past[open], details.mend[open]').forEach((menu) => {
      if (!menu.contains(target)) menu.removeAttribute('open');
    });
    const hit = (selector) => target.closest(selector);
    let found;
    if ((found = hit('.marker'))) { hideQuote(); selectCard(found); }
    else if ((found = hit('[data-read]'))) { event.preventDefault(); openDrawer(found.dataset.read); }
    else if (hit('[data-close]')) closeDrawer();
    else if ((found = hit('[data-goto]'))) goTo(found.dataset.goto);
    else if ((found = hit('[data-mend]'))) mendBy(found);
    else if ((found = hit('[data-join]'))) chooseFirst(found);
    else if (hit('[data-join-cancel]')) endChoosing();
    else if ((found = hit('.choosing .fragment[data-after]:not(.taken)'))) joinTo(found);
    else if ((found = hit('[data-open]'))) openArticle(found.dataset.open);
    else if ((found = hit('[data-append]'))) { found.outerHTML = await fetchText(found.dataset.append); }
    else if (hit('[data-back]')) { const room = one('.reading-room'); room.classList.remove('open'); }
    else if ((found = hit('[data-jump]'))) {
      const sheet = found.closest('.sheet');
      const paragraph = one(`[data-paragraph="${found.dataset.jump}"]`, sheet);
      if (paragraph) { paragraph.scrollIntoView({ block: 'start', behavior: 'smooth' }); paragraph.classList.add('here'); setTimeout(() => paragraph.classList.remove('here'), 1600); }
    } else if ((found = hit('[data-copy]'))) {
      if (await copyText(found.closest('footer').dataset.plain)) say(found, found.dataset.done);
    } else if ((found = hit('[data-export]'))) {
      const footer = found.closest('footer');
      saveText(footer.dataset.markdown, footer.dataset.name);
    } else if (hit('[data-theme]')) {
      store.set('ronghe-theme', isDark() ? 'light' : 'dark');
      applyTheme();
    } else if ((found = hit('.card[data-card]')) && !String(getSelection())) showMarker(found);
  });
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && event.target.matches?.('.choosing .fragment[tabindex]')) joinTo(event.target);
    if (event.key === 'Escape') { hideQuote(); endChoosing(); if (document.documentElement.classList.contains('reading')) closeDrawer(); }
    if (event.key === 'Tab' && document.documentElement.classList.contains('reading')) keepInside(event);
  });
  function keepInside(event) {
    const stops = all('#drawer .drawer button, #drawer .drawer summary, #drawer .drawer [tabindex="0"]').filter((b) => b.offsetParent);
    if (!stops.length) return;
    const [first, last] = [stops[0], stops[stops.length - 1]];
    if (event.shiftKey && document.activeElement === first) { event.preventDefault(); last.focus(); }
    else if (!event.shiftKey && document.activeElement === last) { event.preventDefault(); first.focus(); }
    else if (!one('#drawer .drawer').contains(document.activeElement)) { event.preventDefault(); first.focus(); }
  }
})();
