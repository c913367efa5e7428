// The map's projection: Lambert azimuthal equal-area on the WGS 84 ellipsoid, centred on 55 N 32 E.
// Forward and inverse after Snyder, Map Projections: A Working Manual (1987), pp. 187-190 and 16-18.
"use strict";
(() => {
  const TimeMap = (window.TimeMap = window.TimeMap || {});

  /** Call when the browser has nothing else to do; where it cannot tell, a little later. */
  TimeMap.whenIdle = window.requestIdleCallback?.bind(window) ?? ((work) => setTimeout(() => work({ timeRemaining: () => 8 }), 60));
  TimeMap.notIdle = window.cancelIdleCallback?.bind(window) ?? clearTimeout;

  const RADIANS = Math.PI / 180;
  const AXIS = 6378137;
  const FLATTENING = 1 / 298.257223563;
  const E2 = FLATTENING * (2 - FLATTENING);
  const E = Math.sqrt(E2);
  const CENTRE = { lat: 55 * RADIANS, lon: 32 * RADIANS };

  const authalic = (sine) =>
    (1 - E2) * (sine / (1 - E2 * sine * sine) - Math.log((1 - E * sine) / (1 + E * sine)) / (2 * E));

  const POLE = authalic(1);
  const RADIUS = AXIS * Math.sqrt(POLE / 2);
  const BETA = Math.asin(authalic(Math.sin(CENTRE.lat)) / POLE);
  const SIN = Math.sin(BETA);
  const COS = Math.cos(BETA);
  const D =
    (AXIS * Math.cos(CENTRE.lat)) / Math.sqrt(1 - E2 * Math.sin(CENTRE.lat) ** 2) / (RADIUS * COS);

  // Coefficients of the series from authalic to geodetic latitude: right to a centimetre.
  const TWO = E2 / 3 + (31 * E2 ** 2) / 180 + (517 * E2 ** 3) / 5040;
  const FOUR = (23 * E2 ** 2) / 360 + (251 * E2 ** 3) / 3780;
  const SIX = (761 * E2 ** 3) / 45360;

  /** Degrees to metres east and north of the map's centre. */
  function forward(lat, lon) {
    const beta = Math.asin(authalic(Math.sin(lat * RADIANS)) / POLE);
    const east = lon * RADIANS - CENTRE.lon;
    const cosine = Math.cos(beta) * Math.cos(east);
    const scale = RADIUS * Math.sqrt(2 / (1 + SIN * Math.sin(beta) + COS * cosine));
    return {
      x: scale * D * Math.cos(beta) * Math.sin(east),
      y: (scale / D) * (COS * Math.sin(beta) - SIN * cosine),
    };
  }

  /** Metres east and north of the map's centre to degrees. */
  function inverse(x, y) {
    const rho = Math.hypot(x / D, D * y);
    if (rho < 1e-6) return { lat: CENTRE.lat / RADIANS, lon: CENTRE.lon / RADIANS };
    const angle = 2 * Math.asin(Math.min(1, rho / (2 * RADIUS)));
    const sine = Math.sin(angle);
    const cosine = Math.cos(angle);
    const beta = Math.asin(cosine * SIN + (D * y * sine * COS) / rho);
    const east = Math.atan2(x * sine, D * rho * COS * cosine - D * D * y * SIN * sine);
    const lat = beta + TWO * Math.sin(2 * beta) + FOUR * Math.sin(4 * beta) + SIX * Math.sin(6 * beta);
    return { lat: lat / RADIANS, lon: (CENTRE.lon + east) / RADIANS };
  }

  /** Metres per CSS pixel at zoom 0; every further zoom halves them. */
  const METRES_AT_ZERO = 8192;

  TimeMap.projection = { forward, inverse, METRES_AT_ZERO };
  TimeMap.metresPerPixel = (zoom) => METRES_AT_ZERO / 2 ** zoom;

  const EXTENT = L.bounds([-4.2e6, -4.2e6], [4.2e6, 4.2e6]);

  L.CRS.LAEA = L.extend({}, L.CRS, {
    code: "+proj=laea +lat_0=55 +lon_0=32 +ellps=WGS84 +units=m",
    infinite: true,
    projection: {
      bounds: EXTENT,
      project: ({ lat, lng }) => {
        const { x, y } = forward(lat, lng);
        return L.point(x, y);
      },
      unproject: ({ x, y }) => {
        const { lat, lon } = inverse(x, y);
        return L.latLng(lat, lon);
      },
    },
    transformation: L.transformation(1, 0, -1, 0),
    scale: (zoom) => 2 ** zoom / METRES_AT_ZERO,
    zoom: (scale) => Math.log2(scale * METRES_AT_ZERO),
    distance: L.CRS.Earth.distance,
    R: L.CRS.Earth.R,
  });
})();
