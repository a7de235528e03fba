package dev.ws.servlet;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.CompletionHandler;
import java.nio.channels.NetworkChannel;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
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
 *
 * <p>Tomcat uses a closed connection's channel and buffers again for the next one. So nothing here may touch them while
 * another thread closes: such calls and the close exclude each other, and a close waits for a pending write. That, and
 * the connectors' three ways of reading and writing, make this class long.
 */
final class TomcatTransport extends NativeTransport implements CompletionHandler<Long, @Nullable Void> {
    private static final System.Logger LOGGER = System.getLogger("dev.ws.servlet");

    private final SocketWrapperBase<?> wrapper;
    private final @Nullable NetworkChannel socket;
    private final @Nullable Selector poller;
    private final boolean asynchronous;
    private final ReentrantLock recycling = new ReentrantLock(); // never held while the engine is called
    private volatile boolean closeWhenSettled; // any thread: a close waits for the pending write
    private boolean settledAtOnce; // under recycling, from inside a call of write
    private @Nullable Throwable failedAtOnce; // likewise
    private volatile boolean unread; // any thread, without a direct channel: the last read did not find the end

    private TomcatTransport(
            SocketWrapperBase<?> wrapper,
            @Nullable NetworkChannel socket,
            @Nullable SocketChannel direct,
            Lingering lingering) {
        super(direct, direct, true, lingering);
        this.wrapper = wrapper;
        this.socket = socket;
        this.poller = wrapper instanceof NioSocketWrapper nio ? nio.getPoller().getSelector() : null;
        this.asynchronous = wrapper.hasAsyncIO();
    }

    static TomcatTransport of(SocketWrapperBase<?> wrapper, Lingering lingering) {
        Object channel = wrapper.getSocket();
        if (channel instanceof NioChannel nio) {
            // The socket itself, not Tomcat's channel around it: that one is used again for another connection once
            // this one is closed, possibly while a thread of ours is about to write to it.
            SocketChannel socket = nio.getIOChannel();
            return new TomcatTransport(wrapper, socket, nio.getClass() == NioChannel.class ? socket : null, lingering);
        }
        return new TomcatTransport(
                wrapper, channel instanceof Nio2Channel nio2 ? nio2.getIOChannel() : null, null, lingering);
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
            case STOP, DISCONNECT, CONNECT_FAIL -> {
                if (lingers()) {
                    closeRest();
                }
                ended(null);
            }
            default -> {
                // TIMEOUT: timeouts are the engine's.
            }
        }
        if (wrapper.isClosed()) {
            ended(null);
        } else if (isGone() && !lingers()) {
            closeThrough(); // here and not by Tomcat, which would not wait for anybody
        }
        return wrapper.isClosed() ? SocketState.CLOSED : SocketState.SUSPENDED;
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
        recycling.lock();
        try {
            return wrapper.isClosed() || wrapper.getSocketBufferHandler().isReadBufferEmpty() ? 0 : readThrough(target);
        } finally {
            recycling.unlock();
        }
    }

    @Override
    int readThrough(ByteBuffer target) throws IOException {
        // Cleared first: as soon as a read found nothing, another thread may report input (NIO2).
        unread = false;
        recycling.lock();
        try {
            if (wrapper.isClosed()) {
                throw new ClosedChannelException();
            }
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
        } finally {
            recycling.unlock();
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
        return unread && !isDirect();
    }

    @Override
    void askForInput() {
        if (socket instanceof AsynchronousSocketChannel) {
            askForRead(); // begins to fill a buffer
        } else {
            wrapper.registerReadInterest();
        }
        if (wrapper.isClosed()) {
            ended(null); // A closed poller reports nothing.
        }
    }

    private void askForRead() {
        recycling.lock();
        try {
            if (!wrapper.isClosed()) {
                wrapper.registerReadInterest();
            }
        } finally {
            recycling.unlock();
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
        recycling.lock();
        try {
            if (wrapper.isClosed()) {
                throw new ClosedChannelException();
            }
            if (!asynchronous) {
                wrapper.write(false, rest);
                return flushBuffered();
            }
            settledAtOnce = false;
            failedAtOnce = null;
            CompletionState state = wrapper.write(
                    BlockingMode.NON_BLOCK,
                    -1,
                    TimeUnit.MILLISECONDS,
                    null,
                    SocketWrapperBase.COMPLETE_WRITE,
                    this,
                    rest);
            if (state == CompletionState.NOT_DONE) {
                throw new IOException("another write is pending");
            }
            if (failedAtOnce != null) {
                throw new IOException("the connection broke: " + failedAtOnce.getMessage(), failedAtOnce);
            }
            return state == CompletionState.INLINE || settledAtOnce;
        } finally {
            recycling.unlock();
        }
    }

    @Override
    public void completed(Long count, @Nullable Void attachment) {
        settled(null);
    }

    @Override
    public void failed(Throwable failure, @Nullable Void attachment) {
        settled(failure);
    }

    private void settled(@Nullable Throwable failure) {
        if (recycling.isHeldByCurrentThread()) {
            settledAtOnce = true;
            failedAtOnce = failure;
        } else {
            writeCompleted(failure);
        }
    }

    @Override
    void writeSettled() {
        if (closeWhenSettled) {
            closeNow();
        }
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
        if (asynchronous || !isWritePending()) {
            return;
        }
        IOException failure = null;
        recycling.lock();
        try {
            if (!wrapper.isClosed() && !flushBuffered()) {
                return;
            }
        } catch (IOException e) {
            failure = e;
        } finally {
            recycling.unlock();
        }
        writeCompleted(failure);
    }

    @Override
    void shutdownThrough() {
        // Tomcat has nothing for this; the connection ends with close().
    }

    // Closing TLS over asynchronous channels waits for output, in Tomcat.
    @Override
    boolean mayLinger() {
        return socket instanceof SocketChannel
                || (socket instanceof AsynchronousSocketChannel && !(wrapper.getSocket() instanceof SecureNio2Channel));
    }

    @Override
    boolean endOutputOfRest() throws IOException {
        if (socket instanceof AsynchronousSocketChannel channel) {
            channel.shutdownOutput();
            return true;
        }
        if (!isDirect()) {
            sayGoodbye();
        }
        if (socket instanceof SocketChannel channel) {
            channel.shutdownOutput();
        }
        return true;
    }

    // close_notify, if there is room for it. Tomcat's channel closes its socket only when told so.
    private void sayGoodbye() {
        recycling.lock();
        try {
            if (!wrapper.isClosed() && wrapper.getSocket() instanceof SecureNioChannel secure) {
                secure.close();
            }
        } catch (IOException e) {
            LOGGER.log(System.Logger.Level.DEBUG, "TLS could not be ended", e);
        } finally {
            recycling.unlock();
        }
    }

    /** Past TLS, where there is a socket to read: nobody wants to know what it is. */
    @Override
    public int drop(ByteBuffer scratch) throws IOException {
        return socket instanceof SocketChannel channel ? channel.read(scratch) : readThrough(scratch);
    }

    @Override
    void closeThrough() {
        ended(null);
        if (asynchronous && isWritePending() && socket instanceof SocketChannel channel) {
            closeWhenSettled = true;
            try {
                // Makes the pending write fail at once.
                channel.shutdownInput();
                channel.shutdownOutput();
            } catch (IOException e) {
                closeNow();
            }
            if (isWritePending()) {
                return;
            }
        }
        closeNow();
    }

    private void closeNow() {
        recycling.lock();
        try {
            wrapper.close();
        } finally {
            recycling.unlock();
        }
        if (poller != null) {
            // The descriptor lives, and RST waits, until the poller has forgotten its key.
            poller.wakeup();
        }
    }

    @Override
    void resetOnClose() throws IOException {
        resetOnClose(socket);
    }

    @Override
    public boolean blockingAllowed() {
        return asynchronous;
    }
}
