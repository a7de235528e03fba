package dev.ws.it.wire;

/** How much of the heap is in use. Containers and tests share one JVM, so this counts both. */
public final class Heap {
    private Heap() {}

    /** The bytes in use after garbage was collected; the least of a few looks, as other threads go on. */
    public static long used() throws InterruptedException {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            System.gc();
            Runtime runtime = Runtime.getRuntime();
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
            Thread.sleep(10);
        }
        return least;
    }
}
