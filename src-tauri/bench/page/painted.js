// The second frame begins after the first one has been painted.
requestAnimationFrame(() =>
  requestAnimationFrame(() => window.__TAURI_INTERNALS__.invoke("startup_stage", { stage: "first-screen" })),
);
