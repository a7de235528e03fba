package dev.ws.benchmarks.jmh;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.BenchmarkParams;

/**
 * Counts processor time of the benchmark's thread, which a busy machine changes much less than the clock's time. JMH adds
 * up what iterations count, so each counts its share of the mean.
 */
@AuxCounters(AuxCounters.Type.EVENTS)
@State(Scope.Thread)
public class CpuTime {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private long operations; // benchmark thread
    private long startNanos; // benchmark thread
    private int iterations = 1; // benchmark thread

    /**
     * Begins an iteration.
     *
     * @param parameters know how many iterations are measured
     */
    @Setup(Level.Iteration)
    public void start(BenchmarkParams parameters) {
        iterations = parameters.getMeasurement().getCount();
        operations = 0;
        startNanos = THREADS.getCurrentThreadCpuTime();
    }

    /** Counts an operation. */
    void count() {
        operations++;
    }

    /** {@return microseconds of processor time for an operation} */
    public double cpuMicros() {
        return operations == 0
                ? 0
                : (THREADS.getCurrentThreadCpuTime() - startNanos) / 1000.0 / operations / iterations;
    }
}
