// The phone's position: to sort the list by distance, and to place a report.

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
