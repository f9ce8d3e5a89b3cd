'use strict';

/** Listens on 127.0.0.1 at PORT (any free one without it), says where in the first line, and ends at SIGTERM. */
module.exports = function listen(app) {
  const server = app.listen(Number(process.env.PORT ?? 0), '127.0.0.1', (error) => {
    if (error) throw error;
    console.log(`http://127.0.0.1:${server.address().port}`);
  });
  process.on('SIGTERM', () => {
    server.close(() => process.exit(0));
    server.closeAllConnections();
  });
};
