/** A chat room: the first message is the nickname. */
@NullMarked
package dev.ws.examples.chat;

import org.jspecify.annotations.NullMarked;
