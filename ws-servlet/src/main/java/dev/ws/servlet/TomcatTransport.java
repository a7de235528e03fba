package dev.ws.servlet;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.CompletionHandler;
import java.nio.channels.NetworkChannel;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLEngine;
import org.apache.tomcat.util.net.AbstractEndpoint.Handler.SocketState;
import org.apache.tomcat.util.net.Nio2Channel;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint.NioSocketWrapper;
import org.apache.tomcat.util.net.SecureNio2Channel;
import org.apache.tomcat.util.net.SecureNioChannel;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.apache.tomcat.util.net.SocketWrapperBase.BlockingMode;
import org.apache.tomcat.util.net.SocketWrapperBase.CompletionState;
import org.jspecify.annotations.Nullable;

/**
 * A connection of Tomcat 10.1 or 11, NIO or NIO2. Every dispatch answers {@code SUSPENDED}, so that Tomcat never polls
 * on its own: read interest is registered here, when there is demand. Dispatches come on Tomcat's worker threads, one at
 * a time because Tomcat holds the socket's lock; a thread that blocks inside one keeps that lock, so writes must not
 * wait for a dispatch. Their rest therefore goes out as one of Tomcat's asynchronous operations, whose completion needs
 * a worker thread but not the lock.
 */
final class TomcatTransport extends NativeTransport implements CompletionHandler<Long, @Nullable Void> {
    private final SocketWrapperBase<?> wrapper;
    private final @Nullable NetworkChannel socket;
    private final @Nullable Selector poller;
    private final boolean asynchronous;
    private volatile boolean unread; // any thread, without a direct channel: the last read did not find the end

    private TomcatTransport(
            SocketWrapperBase<?> wrapper, @Nullable NetworkChannel socket, @Nullable SocketChannel direct) {
        super(direct, true);
        this.wrapper = wrapper;
        this.socket = socket;
        this.poller = wrapper instanceof NioSocketWrapper nio ? nio.getPoller().getSelector() : null;
        this.asynchronous = wrapper.hasAsyncIO();
    }

    static TomcatTransport of(SocketWrapperBase<?> wrapper) {
        Object channel = wrapper.getSocket();
        if (channel instanceof NioChannel nio) {
            // The socket itself, not Tomcat's channel around it: that one is used again for another connection once
            // this
            // one is closed, possibly while a thread of ours is about to write to it.
            SocketChannel socket = nio.getIOChannel();
            return new TomcatTransport(wrapper, socket, nio.getClass() == NioChannel.class ? socket : null);
        }
        return new TomcatTransport(wrapper, channel instanceof Nio2Channel nio2 ? nio2.getIOChannel() : null, null);
    }

    /** Handles one event of Tomcat. */
    SocketState dispatch(SocketEvent event) {
        switch (event) {
            case OPEN_READ -> {
                unread = true;
                inputReady();
            }
            case OPEN_WRITE -> continueBuffered();
            case ERROR -> failed();
            case STOP, DISCONNECT, CONNECT_FAIL -> ended(null);
            default -> {
                // TIMEOUT: timeouts are the engine's.
            }
        }
        if (wrapper.isClosed()) {
            ended(null);
        }
        return isGone() ? SocketState.CLOSED : SocketState.SUSPENDED;
    }

    /** An asynchronous read failed (NIO2); Tomcat reports the end of input this way, too. */
    private void failed() {
        IOException error = wrapper.getError();
        if (error instanceof EOFException || (error != null && isTlsClosed())) {
            unread = true;
            inputReady();
        } else {
            ended(error == null ? new IOException("the container reported an error") : error);
        }
    }

    @Override
    int readHeld(ByteBuffer target) throws IOException {
        return wrapper.getSocketBufferHandler().isReadBufferEmpty() ? 0 : readThrough(target);
    }

    @Override
    int readThrough(ByteBuffer target) throws IOException {
        // Cleared first: as soon as a read found nothing, another thread may report input (NIO2).
        unread = false;
        try {
            // Into the array, because a read into a small buffer of ours fails when a TLS record does not fit.
            int count =
                    wrapper.read(false, target.array(), target.arrayOffset() + target.position(), target.remaining());
            if (count > 0) {
                target.position(target.position() + count);
                unread = true;
            }
            return count;
        } catch (EOFException e) {
            return -1;
        } catch (IOException e) {
            if (isTlsClosed()) {
                return -1;
            }
            throw e;
        }
    }

    /** Tells whether the peer sent close_notify: Tomcat reports that, alone in a read, as a failure. */
    private boolean isTlsClosed() {
        Object channel = wrapper.getSocket();
        SSLEngine engine = null;
        if (channel instanceof SecureNioChannel nio) {
            engine = nio.getSslEngine();
        } else if (channel instanceof SecureNio2Channel nio2) {
            engine = nio2.getSslEngine();
        }
        return engine != null && engine.isInboundDone();
    }

    @Override
    boolean unreported() {
        return unread && direct() == null;
    }

    @Override
    void askForInput() {
        wrapper.registerReadInterest();
        if (wrapper.isClosed()) {
            ended(null); // A closed poller reports nothing.
        }
    }

    @Override
    void dispatchInput() {
        wrapper.processSocket(SocketEvent.OPEN_READ, true);
        if (wrapper.isClosed()) {
            ended(null);
        }
    }

    @Override
    boolean writeThrough(ByteBuffer rest) throws IOException {
        if (!asynchronous) {
            wrapper.write(false, rest);
            return flushBuffered();
        }
        CompletionState state = wrapper.write(
                BlockingMode.NON_BLOCK, -1, TimeUnit.MILLISECONDS, null, SocketWrapperBase.COMPLETE_WRITE, this, rest);
        if (state == CompletionState.NOT_DONE) {
            throw new IOException("another write is pending");
        }
        return state == CompletionState.INLINE;
    }

    @Override
    public void completed(Long count, @Nullable Void attachment) {
        writeCompleted(null);
    }

    @Override
    public void failed(Throwable failure, @Nullable Void attachment) {
        writeCompleted(failure);
    }

    /** Without asynchronous operations (a setting of the connector) Tomcat buffers, and tells by dispatch. */
    private boolean flushBuffered() throws IOException {
        boolean left = wrapper.flush(false);
        if (left) {
            wrapper.registerWriteInterest();
        }
        return !left;
    }

    private void continueBuffered() {
        if (!asynchronous) {
            try {
                if (flushBuffered()) {
                    writeCompleted(null);
                }
            } catch (IOException e) {
                writeCompleted(e);
            }
        }
    }

    @Override
    void shutdownThrough() {
        // Tomcat has nothing for this; the connection ends with close().
    }

    @Override
    void closeThrough() {
        wrapper.close();
        ended(null);
        if (poller != null) {
            // The descriptor lives, and RST waits, until the poller has forgotten its key.
            poller.wakeup();
        }
    }

    @Override
    @Nullable NetworkChannel socket() {
        return socket;
    }

    @Override
    public boolean blockingAllowed() {
        return asynchronous;
    }
}
