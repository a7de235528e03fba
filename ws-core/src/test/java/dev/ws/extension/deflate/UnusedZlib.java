package dev.ws.extension.deflate;

import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** A pool for tests of the negotiation: agreeing on an extension must not borrow anything yet. */
final class UnusedZlib implements ZlibPool {
    @Override
    public Deflater deflater() {
        throw new AssertionError("borrowed a deflater");
    }

    @Override
    public void release(Deflater deflater) {
        throw new AssertionError("returned a deflater");
    }

    @Override
    public Inflater inflater() {
        throw new AssertionError("borrowed an inflater");
    }

    @Override
    public void release(Inflater inflater) {
        throw new AssertionError("returned an inflater");
    }

    @Override
    public void enter() {
        throw new AssertionError("began to work");
    }

    @Override
    public void leave() {
        throw new AssertionError("ended work");
    }
}
