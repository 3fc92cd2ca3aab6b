import htmx from 'htmx.org'; window.htmx = htmx; document.documentElement.dataset.js = 'ready';
