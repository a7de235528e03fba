/** permessage-deflate (RFC 7692): its options and negotiation, compression and decompression of messages. */
@NullMarked
package dev.ws.extension.deflate;

import org.jspecify.annotations.NullMarked;
