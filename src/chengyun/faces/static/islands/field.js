// The phone's position: to sort the list by distance, to place a report, to tell an arrival.

const ask = (done, failed) =>
  navigator.geolocation.getCurrentPosition(({ coords }) => done(coords), failed, {
    enableHighAccuracy: true, timeout: 10_000, maximumAge: 30_000,
  });

const near = document.querySelector("#near");
if (near && navigator.geolocation) {
  const button = near.querySelector("[data-near]");
  button.hidden = false;
  button.addEventListener("click", () => {
    near.querySelector("span").textContent = near.dataset.asking;
    ask(sortBy, () => (near.querySelector("span").textContent = near.dataset.denied));
  });
}

function sortBy({ longitude, latitude }) {
  const address = new URL(location.href);
  address.searchParams.set("lon", longitude.toFixed(5));
  address.searchParams.set("lat", latitude.toFixed(5));
  location.replace(address);
}

const position = document.querySelector("#position");
if (position && navigator.geolocation) {
  position.querySelector("[data-position]").addEventListener("click", locate);
  locate();
}

function locate() {
  const said = position.querySelector("span");
  said.textContent = position.dataset.asking;
  ask(
    ({ longitude, latitude, accuracy }) => {
      position.querySelector("[name=lon]").value = longitude.toFixed(6);
      position.querySelector("[name=lat]").value = latitude.toFixed(6);
      said.textContent = position.dataset.found.replace("{m}", Math.round(accuracy));
      position.classList.add("found");
    },
    () => (said.textContent = position.dataset.denied),
  );
}

if (navigator.geolocation)
  for (const form of document.querySelectorAll("[data-arrive]"))
    form.addEventListener("submit", tellWhere);

// An arrival counts with or without a position: it is sent either way.
function tellWhere(event) {
  const form = event.currentTarget;
  const button = form.querySelector("button");
  event.preventDefault();
  if (button.disabled) return;
  button.disabled = true;
  button.textContent = button.dataset.asking;
  ask(
    ({ longitude, latitude }) => {
      form.elements.lon.value = longitude.toFixed(6);
      form.elements.lat.value = latitude.toFixed(6);
      form.submit();
    },
    () => form.submit(),
  );
}
