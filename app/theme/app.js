// Everything works without this file. It keeps a second tap from sending twice,
// puts the focus on what went wrong, and makes photos small before they travel.
(() => {
  "use strict";
  const LONGEST = 1600;

  const sent = new WeakSet();
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (sent.has(form)) {
      event.preventDefault();
      return;
    }
    sent.add(form);
    setTimeout(() => sent.delete(form), 10000);
  });
  // Back from the next page: the form may be sent again (its id makes that harmless).
  addEventListener("pageshow", (event) => {
    if (event.persisted) for (const form of document.forms) sent.delete(form);
  });

  // Some answers always ask one question more: it opens with them.
  document.addEventListener("change", (event) => {
    if (event.target.type !== "radio") return;
    const more = document.querySelector(`details[data-asked="${event.target.value}"]`);
    if (more) more.open = true;
  });

  const summary = document.querySelector(".alert[role=alert]");
  if (summary) summary.focus();

  const small = async (file) => {
    if (!/^image\/(jpeg|png|webp|heic|heif)$/.test(file.type) || !self.createImageBitmap) return file;
    const picture = await createImageBitmap(file);
    const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    const pen = canvas.getContext("2d");
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));
    if (!blob || blob.size >= file.size) return file;
    return new File([blob], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" });
  };
  document.addEventListener("change", async (event) => {
    const input = event.target;
    if (input.type !== "file" || !input.files.length || input.dataset.whole !== undefined) return;
    const chosen = [...input.files];
    try {
      const list = new DataTransfer();
      for (const file of chosen) list.items.add(await small(file));
      // Another choice in the meantime wins.
      if (input.files[0] === chosen[0]) input.files = list.files;
    } catch {
      // The browser cannot; the server makes it small.
    }
  });
})();
