// Without this script the page still has every reading, below the text.
(() => {
  const card = document.getElementById('card');
  const overlay = document.getElementById('overlay');
  const main = document.querySelector('main');
  const numbers = [...document.querySelectorAll('article button.n')];
  const links = [];
  for (const from of numbers) {
    for (const name of from.dataset.links.trim().split(/\s+/).filter(Boolean)) {
      const to = document.getElementById(name.replace('!', ''));
      if (to) links.push({ from, to, wrong: name.endsWith('!'), path: null });
    }
  }

  // Lines run above the text line, from the middle of one number to another.
  function draw() {
    const origin = main.getBoundingClientRect();
    overlay.textContent = '';
    for (const l of links) {
      const a = l.from.getBoundingClientRect(), b = l.to.getBoundingClientRect();
      const x1 = a.left + a.width / 2 - origin.left, y1 = a.top - origin.top;
      const x2 = b.left + b.width / 2 - origin.left, y2 = b.top - origin.top;
      const lift = 12 + Math.min(40, Math.hypot(x2 - x1, y2 - y1) / 10);
      l.path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
      l.path.setAttribute('d', `M${x1} ${y1} C${x1} ${y1 - lift} ${x2} ${y2 - lift} ${x2} ${y2}`);
      if (l.wrong) l.path.classList.add('wrong');
      overlay.append(l.path);
    }
    light(current);
  }

  let current = null;
  function light(number) {
    for (const n of numbers) n.classList.remove('on', 'mate');
    for (const l of links) {
      const on = number && (l.from === number || l.to === number);
      if (l.path) l.path.classList.toggle('on', Boolean(on));
      if (on) (l.from === number ? l.to : l.from).classList.add('mate');
    }
    if (number) number.classList.add('on');
  }

  function show(number) {
    if (current === number && !card.hidden) return;
    current = number;
    card.replaceChildren(...[...document.getElementById(number.id + '-d').childNodes].map((n) => n.cloneNode(true)));
    for (const a of card.querySelectorAll('a')) a.tabIndex = -1;
    card.hidden = false;
    const r = number.getBoundingClientRect(), c = card.getBoundingClientRect();
    const left = Math.max(8, Math.min(r.left, innerWidth - c.width - 8));
    const above = r.bottom + c.height + 14 > innerHeight && r.top > c.height + 14;
    card.style.left = left + scrollX + 'px';
    card.style.top = (above ? r.top - c.height - 8 : r.bottom + 8) + scrollY + 'px';
    light(number);
  }

  function hide() {
    card.hidden = true;
    current = null;
    light(null);
  }

  for (const n of numbers) {
    n.addEventListener('pointerenter', () => show(n));
    n.addEventListener('focus', () => show(n));
    n.addEventListener('click', () => show(n));
    n.addEventListener('blur', hide);
    n.addEventListener('pointerleave', (e) => {
      if (!card.contains(e.relatedTarget) && document.activeElement !== n) hide();
    });
  }
  card.addEventListener('pointerleave', () => { if (!document.activeElement.matches('button.n')) hide(); });
  addEventListener('keydown', (e) => { if (e.key === 'Escape') hide(); });
  addEventListener('pointerdown', (e) => { if (!e.target.closest('button.n, #card')) hide(); });
  document.getElementById('lines').addEventListener('change', (e) => overlay.classList.toggle('few', !e.target.checked));
  new ResizeObserver(draw).observe(main);
  if (document.fonts) document.fonts.ready.then(draw);
  draw();
})();
