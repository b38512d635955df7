// Passkeys: the browser speaks with the key, the form carries its answer. Without this file a code on paper serves.
(function () {
  "use strict";
  if (!window.PublicKeyCredential) { return; }

  function bytes(text) {
    var plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(plain, function (letter) { return letter.charCodeAt(0); });
  }
  function words(buffer) {
    if (!buffer) { return undefined; }
    var plain = String.fromCharCode.apply(null, new Uint8Array(buffer));
    return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  }
  function opened(list) {
    return (list || []).map(function (key) { return Object.assign({}, key, { id: bytes(key.id) }); });
  }
  function question(form) {
    var asked = JSON.parse(form.dataset.passkeyQuestion).publicKey;
    asked.challenge = bytes(asked.challenge);
    if (asked.user) { asked.user.id = bytes(asked.user.id); }
    asked.excludeCredentials = opened(asked.excludeCredentials);
    asked.allowCredentials = opened(asked.allowCredentials);
    return { publicKey: asked };
  }
  function answer(key) {
    var said = key.response;
    var parts = { clientDataJSON: words(said.clientDataJSON) };
    if (said.attestationObject) {
      parts.attestationObject = words(said.attestationObject);
    } else {
      parts.authenticatorData = words(said.authenticatorData);
      parts.signature = words(said.signature);
      parts.userHandle = words(said.userHandle);
    }
    return JSON.stringify({
      id: key.id, rawId: words(key.rawId), type: key.type, response: parts, clientExtensionResults: {}
    });
  }

  document.querySelectorAll("form[data-passkey]").forEach(function (form) {
    form.hidden = false;
    form.addEventListener("submit", function (event) {
      event.preventDefault();
      var trouble = form.querySelector("[data-passkey-trouble]");
      trouble.hidden = true;
      navigator.credentials[form.dataset.passkey](question(form)).then(function (key) {
        form.elements.credential.value = answer(key);
        HTMLFormElement.prototype.submit.call(form);
      }).catch(function () { trouble.hidden = false; form.sentAt = 0; });
    });
  });
})();
