// Waits until the page would look different, and loads it again. Only in what `site-gen serve` sends.
const { path, mark } = document.currentScript.dataset;
const changes = new EventSource("/_site-gen/changes?" + new URLSearchParams({ path, mark }));
changes.onmessage = () => location.reload();
