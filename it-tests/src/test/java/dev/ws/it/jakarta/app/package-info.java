/** Endpoints that tests deploy one by one. They know Jakarta's API and nothing else. */
package dev.ws.it.jakarta.app;
