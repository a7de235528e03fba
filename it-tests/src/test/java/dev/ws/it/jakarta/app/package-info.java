/** What tests deploy one by one. It knows Jakarta's API and nothing else. */
package dev.ws.it.jakarta.app;
