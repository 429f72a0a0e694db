// The phone's position, once.

/** Where the phone is. @returns {Promise<GeolocationCoordinates>} */
export const where = ({ patience = 10_000, age = 15_000, fine = true } = {}) =>
  new Promise((done, fail) => {
    if (!navigator.geolocation) return fail(new Error("no position on this phone"));
    navigator.geolocation.getCurrentPosition(({ coords }) => done(coords), fail, {
      enableHighAccuracy: fine, timeout: patience, maximumAge: age,
    });
  });

const EARTH_M = 6_371_008.8;
const rad = (degrees) => (degrees * Math.PI) / 180;

/** Metres between two places {lon, lat} (haversine). */
export function metres(a, b) {
  const half = Math.sin(rad(b.lat - a.lat) / 2) ** 2
    + Math.cos(rad(a.lat)) * Math.cos(rad(b.lat)) * Math.sin(rad(b.lon - a.lon) / 2) ** 2;
  return 2 * EARTH_M * Math.asin(Math.sqrt(Math.min(half, 1)));
}
