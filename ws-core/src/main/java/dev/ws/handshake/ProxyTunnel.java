package dev.ws.handshake;

import java.nio.ByteBuffer;

/**
 * The way through a proxy, without I/O: the client connects to the proxy, sends {@link #start()}, hands over what it
 * reads, and does what each {@link Step} says until the tunnel is open or failed. One tunnel takes one object, also over
 * several connections to the proxy. Bounded in memory, for one thread.
 */
public sealed interface ProxyTunnel permits HttpConnectTunnel, SocksTunnel {
    /**
     * Begins. To be called once, before anything else.
     *
     * @return the bytes to be sent when the proxy is connected
     */
    ByteBuffer start();

    /**
     * Reads on. Not to be called after {@link Open} or {@link Failed}.
     *
     * @param in bytes from the proxy
     * @return what is to be done
     */
    Step receive(ByteBuffer in);

    /**
     * Takes note that the proxy ended the connection, or that it broke, before the tunnel was open. Not to be called
     * after {@link Open} or {@link Failed}.
     *
     * @return {@link Reconnect} or {@link Failed}
     */
    Step end();

    /** What is to be done next. */
    sealed interface Step {}

    /** The proxy's answer is not complete; everything was read. */
    record NeedMore() implements Step {}

    /**
     * These bytes are to be sent, then the tunnel reads on, beginning with what is left in the buffer.
     *
     * @param bytes the bytes
     */
    record Send(ByteBuffer bytes) implements Step {}

    /** The tunnel is open; what is left in the buffer came through it. */
    record Open() implements Step {}

    /**
     * There is no tunnel. The connection is to be closed.
     *
     * @param error a {@link dev.ws.HandshakeException} with the HTTP status of the proxy, or a
     *     {@link java.io.IOException} for an answer that is none or from a SOCKS proxy
     */
    record Failed(Exception error) implements Step {}

    /**
     * The connection is to be closed and the proxy to be connected anew, then these bytes to be sent. Nothing is left in
     * the buffer.
     *
     * @param bytes the bytes
     */
    record Reconnect(ByteBuffer bytes) implements Step {}
}
