package dev.ws.extension;

import java.util.List;
import java.util.Map;

/**
 * One extension with its parameters, as offered or answered in {@code Sec-WebSocket-Extensions}.
 *
 * @param token the extension's token
 * @param parameters the values of each parameter in order of appearance; a parameter without value has the empty
 *     string
 */
public record ExtensionOffer(String token, Map<String, List<String>> parameters) {}
